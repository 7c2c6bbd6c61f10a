"""How a loaf grows, from ``data/loaf.csv``: the example of figures and numbers."""

from matplotlib.figure import Figure

from analysis import house


def numbers() -> dict[str, float]:
    """Return how many times the loaf has grown in eight hours."""
    volume = house.read("loaf.csv")["volume"]
    return {"growth": volume.iloc[-1] / volume.iloc[0]}


def growth() -> Figure:
    """Draw the volume of the loaf by hour."""
    fig, ax = house.figure(2.2)
    table = house.read("loaf.csv")
    ax.plot(table["hour"], table["volume"], color=house.COLORS["blue"])
    ax.set(xlabel="Hours", ylabel="Volume")
    return fig
