// The break-even of a reward. The same formula in Python: reward in analysis/calculators.py.

export function compute({ price, cost, every, given, redeemed }) {
  const margin = price - cost;
  const with_card = margin - (redeemed / 100) * (given / every);
  if (margin <= 0) throw new RangeError("A purchase earns nothing even without the card.");
  if (with_card <= 0) {
    throw new RangeError("The reward costs as much as the purchases before it earn.");
  }
  return { margin, with_card, rise: margin / with_card - 1 };
}

export function explain({ every }, { margin, with_card, rise }, say) {
  return {
    result: `${say(rise * 100, 1)}% more paid purchases`,
    lines: [
      `A paid purchase earns ${say(margin, 2)} without the card and ${say(with_card, 2)} with it.`,
      `Members have to pay for ${say(rise * 100, 1)}% more purchases than they would without it. For one who would buy ${say(every, 0)} times, that is ${say(rise * every, 1)} more.`,
    ],
  };
}
