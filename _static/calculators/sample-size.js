// The size of an A/B test. The same formula in Python: sample_size in analysis/calculators.py.

import { normalQuantile } from "./statistics.js";

export function compute(given) {
  const base = given.base / 100;
  const next = base * (1 + given.lift / 100);
  if (!(base > 0 && base < 1 && next > 0 && next < 1) || given.lift === 0) {
    throw new RangeError("Both shares must lie between 0 and 1, and differ.");
  }
  const middle = (base + next) / 2;
  const a = normalQuantile(1 - given.level / 200) * Math.sqrt(2 * middle * (1 - middle));
  const b = normalQuantile(given.power / 100) * Math.sqrt(base * (1 - base) + next * (1 - next));
  const each = Math.ceil(((a + b) / (next - base)) ** 2);
  return { new: next, each, days: Math.ceil((2 * each) / given.per_day) };
}

export function explain({ base, power }, result, say) {
  const lines = [
    `To tell ${say(base, 2)}% from ${say(result.new * 100, 2)}%, each of the two groups needs ${say(result.each, 0)} people.`,
    `At your traffic the test runs ${say(result.days, 0)} days. If the change is as large as you hope, it will be found in ${say(power, 0)} of 100 such tests.`,
  ];
  if (result.days > 60) {
    lines.push("That is longer than two months. Look for a larger change, or for a step with more traffic.");
  }
  return { result: `${say(result.each, 0)} people in each group`, lines };
}
