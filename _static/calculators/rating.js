// The interval of an average rating. The same formula in Python: rating in analysis/calculators.py.

import { tQuantile } from "./statistics.js";

const STARS = [1, 2, 3, 4, 5];

export function compute(given) {
  const counts = STARS.map((star) => given[`stars${star}`]);
  const count = counts.reduce((sum, n) => sum + n, 0);
  if (count < 2) throw new RangeError("An interval needs at least two ratings.");
  const mean = counts.reduce((sum, n, at) => sum + n * STARS[at], 0) / count;
  const squares = counts.reduce((sum, n, at) => sum + n * (STARS[at] - mean) ** 2, 0);
  if (squares === 0) {
    throw new RangeError("All ratings are equal: they say nothing about how far others may differ.");
  }
  const deviation = Math.sqrt(squares / (count - 1));
  const half = (tQuantile(0.975, count - 1) * deviation) / Math.sqrt(count);
  return { count, mean, deviation, low: Math.max(1, mean - half), high: Math.min(5, mean + half) };
}

export function explain(given, { count, mean, deviation, low, high }, say) {
  const lines = [
    `${say(count, 0)} ratings with an average of ${say(mean, 2)} and a standard deviation of ${say(deviation, 2)}.`,
    `If they were a random sample of your customers, an average between ${say(low, 2)} and ${say(high, 2)} would fit them well.`,
  ];
  if (high - low > 1) lines.push("That is more than a star: too wide to compare two shops, or two months.");
  return { result: `${say(mean, 2)} (${say(low, 2)} to ${say(high, 2)})`, lines };
}
