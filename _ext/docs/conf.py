import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
extensions = ["_ext", "_ext.docs.example"]
project = "The extensions of the handbook"
language = "en"
html_static_path = ["_static"]  # for the script of the calculator
