// PAR and BAR. The same formula in Python: par_bar in analysis/calculators.py.

export function compute({ aware, act, advocate }) {
  if (aware <= 0) throw new RangeError("Somebody has to know the brand.");
  return { par: act / aware, bar: advocate / aware, per_buyer: act ? advocate / act : NaN };
}

export function explain({ aware, act, advocate }, { par, bar, per_buyer }, say) {
  const lines = [
    `Of every 100 people who know the brand, ${say(par * 100, 1)} bought and ${say(bar * 100, 1)} recommend it.`,
  ];
  if (Number.isFinite(per_buyer)) {
    lines.push(`That is ${say(per_buyer * 100, 0)} recommendations for every 100 buyers.`);
  }
  if (act > aware) lines.push("More people bought than know the brand: check what you counted.");
  if (advocate > act) {
    lines.push("More people recommend than bought. That happens where many admire what few can have.");
  }
  return { result: `PAR ${say(par, 3)} · BAR ${say(bar, 3)}`, lines };
}
