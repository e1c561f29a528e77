"""How the reader's weights are made: data, training, calibration, export. Not part of the installed package."""
