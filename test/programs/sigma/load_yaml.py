"""Reads YAML with PyYAML, which holds to YAML 1.1.

Standard input: files, as a JSON array of texts. Standard output: for each the list of its documents, as JSON.
"""

import json
import sys

import yaml

json.dump([list(yaml.safe_load_all(text)) for text in json.load(sys.stdin)], sys.stdout)
