import sys

sys.path.insert(0, __file__.removesuffix("conf.py"))
extensions = ["_ext"]
project = "O pão de todo dia"
language = "pt_BR"
