"""The command line: one module for each command. It parses, calls a stage, prints and exits.

Commands alone read the clock and the environment and write to the terminal. They may import every other package;
none imports them. `main.py` loads a command's module when the command is used, because scikit-learn and MkDocs take
most of a second.
"""
