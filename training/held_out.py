"""Write the SQuAD 2.0 articles kept apart as files for `footnote eval --per-article`.

`python -m training.held_out --data DATA --out FOLDER` writes articles.json (each article whole) and paragraphs.json
(each
paragraph an article of its own, which is how SQuAD itself asks).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.examples import SQUAD2_DEVELOPMENT, existing_folder


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=existing_folder, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    whole = json.loads((options.data / "squad2_articles.json").read_text(encoding="utf-8"))["data"]
    kept = [article for article in whole if article["title"] in SQUAD2_DEVELOPMENT]
    paragraphs = [
        {"title": f"{article['title']} {number}", "paragraphs": [paragraph]}
        for article in kept
        for number, paragraph in enumerate(article["paragraphs"], start=1)
    ]
    for name, data in (("articles", kept), ("paragraphs", paragraphs)):
        content = json.dumps({"version": "v2.0", "data": data}, ensure_ascii=False)
        (options.out / f"{name}.json").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
