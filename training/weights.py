"""From data to weights that can ship: `python -m training.weights --data DATA --out RUN [options of training.train]`.

Checks the news set, trains, exports to eight bits and calibrates. Run again after a stop, it goes on with the training
where that was saved. What comes out, in RUN/weights unless --weights names another folder, is the same for the same
seed on the same machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from training.calibrate import calibrate
from training.check_news import FOLDERS, check_report, reports_in
from training.export import export
from training.train import parser, run


def main() -> int:
    """Make weights from the command line; 1 if the news set has faults."""
    reading = parser(__doc__)
    reading.add_argument("--weights", type=Path, help="folder of the weights; RUN/weights unless named")
    options = reading.parse_args()
    folder = options.weights or options.out / "weights"
    if faults := [fault for report in reports_in(FOLDERS) for fault in check_report(report)]:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    run(options)
    export(options.out / "model.pt", folder)
    calibrate(folder, options.data)
    print(f"Put into the product: cp {folder}/* rag/reading/weights/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
