"""The parts that need no torch: python3 -m unittest discover -s bench/peers"""

import contextlib
import io
import unittest

import lightning_monitor as peer


class Cells(unittest.TestCase):
    def test_they_come_in_the_order_of_the_suite(self):
        self.assertEqual(list(peer.cells(["mlp", "bytelm"], [2, 1], [4])), [("mlp", 2, 4), ("mlp", 1, 4), ("bytelm", 2, 4), ("bytelm", 1, 4)])

    def test_a_log_within_a_cycle_cannot_be_asked_for(self):
        self.assertIsNone(peer.ways_to_be_refused(4, 8))
        self.assertIn("accumulate_grad_batches = 4", peer.ways_to_be_refused(4, 2))

    def test_a_refused_cell_needs_no_torch_and_says_why(self):
        arguments = peer.arguments_of(["--output", "x", "--width", "128"])

        record = peer.record_of("mlp", 4, 2, arguments, {"torch": "0"}, peer.measure("mlp", 4, 2, arguments))

        self.assertEqual((record["status"], record["batchSize"], record["shape"]), ("refused", 32, {"width": 128, "depth": 1, "dtype": "float32"}))

    def test_what_is_unknown_is_refused(self):
        for words in (["--workload", "resnet"], ["--accumulate", "0"], ["--dtype", "int4"], []):
            with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit) as ended:
                peer.arguments_of([*words, *(["--output", "x"] if words else [])])
            self.assertEqual(ended.exception.code, 2)


if __name__ == "__main__":
    unittest.main()
