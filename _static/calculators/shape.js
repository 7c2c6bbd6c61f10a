// The shape of a conversion profile. The same rule in Python: shape in analysis/calculators.py.

const MEANING = {
  goldfish: "More people ask than are attracted: they compare for long, or do not find what they need.",
  trumpet: "More people recommend than bought: many admire what few can have.",
  "door knob": "Few ask, and most of those who do buy: habit and what lies at hand decide.",
  funnel: "Each stage loses a part, and none is skipped: look at the largest loss first.",
};

export function compute({ aware, appeal, ask, act, advocate }) {
  const people = [aware, appeal, ask, act, advocate];
  if (Math.min(aware, appeal, ask, act) <= 0) {
    throw new RangeError("Each stage before the last needs somebody in it.");
  }
  const rates = people.slice(1).map((later, n) => later / people[n]);
  let shape = "funnel";
  if (ask > appeal) shape = "goldfish";
  else if (advocate > act) shape = "trumpet";
  else if (act / ask > 0.8 && ask / appeal < 0.5) shape = "door knob";
  return { shape, rates, par: act / aware, bar: advocate / aware };
}

export function explain(given, { shape, rates, par, bar }, say) {
  const names = ["appeal", "ask", "act", "advocate"];
  const least = rates.indexOf(Math.min(...rates));
  return {
    result: `${shape[0].toUpperCase()}${shape.slice(1)}`,
    lines: [
      MEANING[shape],
      `From stage to stage: ${rates.map((rate, n) => `${names[n]} ${say(rate * 100, 0)}%`).join(", ")}. The smallest step is the one to ${names[least]}.`,
      `PAR ${say(par, 3)}, BAR ${say(bar, 3)}.`,
    ],
  };
}
