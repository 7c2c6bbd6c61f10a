"""Lead article: one group of people drawn as a network and as an audience.

The data are friendships in a university faculty (Nepusz et al. 2008), ``network_uk_faculty.csv``:
who named whom, and the school each person belongs to. Tamandu Coffee is invented for this course.
"""

from __future__ import annotations

import networkx as nx
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import house, tamandu

SCHOOL_COLORS = ["blue", "orange", "green", "plum"]

# The rates of the small calculation about Tamandu are invented, like Tamandu.
POST_REACH_PCT = 8
POST_COME_PCT = 0.5
MESSAGE_READ_PCT = 70
MESSAGE_COME_PCT = 3


def faculty() -> nx.DiGraph:
    """Return the faculty: an arrow for each person named, and each person's ``school`` (1 to 4)."""
    ties = house.read("network_uk_faculty.csv")
    graph = nx.from_pandas_edgelist(ties, "from", "to", create_using=nx.DiGraph)
    schools = dict(zip(ties["to"], ties["to_school"], strict=True))
    schools |= dict(zip(ties["from"], ties["from_school"], strict=True))
    nx.set_node_attributes(graph, schools, "school")
    return graph


def numbers() -> dict[str, float]:
    """Return what the article prints. A pair is two people of whom at least one named the other.

    ``same_school_by_chance_pct`` is the share of all possible pairs that belong to one school.
    ``left_connected`` counts the people still linked to each other when the ten with the most ties
    have gone.
    """
    named = faculty()
    pairs = named.to_undirected()
    school = nx.get_node_attributes(named, "school")
    people = pairs.number_of_nodes()
    mutual = sum(named.has_edge(a, b) and named.has_edge(b, a) for a, b in pairs.edges)
    same = sum(school[a] == school[b] for a, b in pairs.edges)
    sizes = [list(school.values()).count(number) for number in set(school.values())]
    possible = people * (people - 1) / 2
    thinned = pairs.copy()
    busiest = sorted(pairs.degree, key=lambda item: (-item[1], item[0]))[:10]
    thinned.remove_nodes_from(person for person, _ in busiest)
    post = tamandu.INSTAGRAM_FOLLOWERS * POST_REACH_PCT / 100
    message = tamandu.WHATSAPP_CONTACTS * MESSAGE_READ_PCT / 100
    return {
        "people": people,
        "named": named.number_of_edges(),
        "pairs": pairs.number_of_edges(),
        "mutual_pct": 100 * mutual / pairs.number_of_edges(),
        "same_school_pct": 100 * same / pairs.number_of_edges(),
        "same_school_by_chance_pct": 100 * sum(n * (n - 1) / 2 for n in sizes) / possible,
        "mean_steps": nx.average_shortest_path_length(pairs),
        "longest_steps": nx.diameter(pairs),
        "most_ties": busiest[0][1],
        "left": thinned.number_of_nodes(),
        "left_connected": len(max(nx.connected_components(thinned), key=len)),
        "post_reached": post,
        "post_come": post * POST_COME_PCT / 100,
        "message_read": message,
        "message_come": message * MESSAGE_COME_PCT / 100,
    }


def network_and_audience() -> Figure:
    """Draw the faculty twice: as the ties its members have, and as the audience of one sender."""
    pairs = faculty().to_undirected()
    figure, (left, right) = house.figure(3.7, ncols=2)
    order = sorted(pairs, key=lambda person: (pairs.nodes[person]["school"], person))
    start = nx.circular_layout(order)
    places = nx.rescale_layout_dict(
        nx.spring_layout(pairs, pos=start, seed=7, iterations=200, k=0.32)
    )
    _draw(left, pairs, places, order)
    star = nx.star_graph([0, *order])
    around = nx.circular_layout(order) | {0: (0, 0)}
    _draw(right, star, around, order)
    right.scatter([0], [0], s=110, color=house.INK, zorder=3)
    left.set_title("A network")
    right.set_title("An audience")
    left.set_xlabel("Ties among the members.\nTake one away: the rest\nstay in touch.")
    right.set_xlabel("Ties to one sender.\nTake it away: nobody\nis in touch.")
    return figure


def _draw(axes: Axes, graph: nx.Graph, places: dict, order: list) -> None:
    """Draw *graph* on *axes*; a dot's color is the person's school."""
    nx.draw_networkx_edges(graph, places, ax=axes, width=0.35, edge_color=house.MUTED, alpha=0.55)
    people = faculty().nodes
    for number, color in enumerate(SCHOOL_COLORS, 1):
        members = [person for person in order if people[person]["school"] == number]
        x, y = zip(*(places[person] for person in members), strict=True)
        axes.scatter(
            x, y, s=22, color=house.COLORS[color], edgecolor=house.PAPER, linewidth=0.4, zorder=2
        )
    axes.set(xticks=[], yticks=[], aspect="equal", xlim=(-1.08, 1.08), ylim=(-1.08, 1.08))
    axes.spines[:].set_visible(False)


if __name__ == "__main__":
    house.main(__spec__.name)
