// The hydration of a dough: how much water there is for each gram of flour.

export function compute({ water, flour }) {
  return { hydration: (100 * water) / flour };
}

export function explain(given, { hydration }, say) {
  return { result: `${say(hydration, 0)}%`, lines: ["A dough of 60 to 75% is easy to shape."] };
}
