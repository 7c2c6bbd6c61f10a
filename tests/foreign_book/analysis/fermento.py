"""O volume do fermento, hora por hora, de ``data/volume.csv``."""

from matplotlib.figure import Figure

from analysis import house


def numbers() -> dict[str, float]:
    """Return how many times the volume has grown, and the yeasts in a gram."""
    table = house.read("volume.csv")
    return {"vezes": table["volume"].iloc[-1] / table["volume"].iloc[0], "leveduras": 1_200_000}


def volume() -> Figure:
    """Draw the volume."""
    fig, ax = house.figure(2.4)
    table = house.read("volume.csv")
    ax.plot(table["hora"], table["volume"], color=house.COLORS["blue"])
    ax.set(xlabel="Horas", ylabel="Volume")
    return fig
