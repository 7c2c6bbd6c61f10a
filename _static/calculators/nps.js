// The interval of a Net Promoter Score. The same formula in Python: nps in analysis/calculators.py.

import { normalQuantile } from "./statistics.js";

export function compute({ promoters, passives, detractors }) {
  const count = promoters + passives + detractors;
  if (count <= 0) throw new RangeError("Nobody has answered.");
  const p = promoters / count;
  const d = detractors / count;
  const half = normalQuantile(0.975) * Math.sqrt((p + d - (p - d) ** 2) / count) * 100;
  const score = 100 * (p - d);
  return { count, score, low: score - half, high: score + half };
}

export function explain(given, { count, score, low, high }, say) {
  const half = (high - low) / 2;
  const lines = [
    `${say(count, 0)} answers give a score of ${say(score, 1)}, with an interval of ${say(half, 1)} points to either side.`,
    `A score measured again, with as many answers and no change in what customers think, could easily differ by ${say(half * Math.SQRT2, 0)} points.`,
  ];
  return { result: `${say(score, 1)} (${say(low, 1)} to ${say(high, 1)})`, lines };
}
