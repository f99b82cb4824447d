"""Rules rehearsed before they take effect: who moves, what it costs, who sits on the edge. See README.md."""
