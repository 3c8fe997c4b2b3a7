"""python3 -m unittest discover -s bench/peers"""

import math
import random
import unittest

import statistics_of_pairs as pairs


class Overheads(unittest.TestCase):
    def test_a_callback_that_costs_a_tenth_is_found_whatever_the_drift(self):
        noise = random.Random(3)
        drift = [1 + 0.5 * math.sin(block / 7) for block in range(200)]
        without = [1e5 * speed * (1 + noise.gauss(0, 0.01)) for speed in drift]
        with_callback = [1.1e5 * speed * (1 + noise.gauss(0, 0.01)) for speed in drift]

        result = pairs.overhead(without, with_callback, accumulate=4)

        self.assertAlmostEqual(result["overhead"], 0.1, delta=0.005)
        self.assertLess(result["lower"], result["overhead"])
        self.assertGreater(result["upper"], result["overhead"])
        self.assertLess(result["upper"] - result["lower"], 0.01)
        self.assertEqual(result["pairs"], 200)
        self.assertAlmostEqual(result["stepNanoseconds"] / result["nanosecondsPerBatch"], 4 / result["overhead"], places=6)

    def test_the_interval_holds_the_truth_about_as_often_as_it_says(self):
        noise, held = random.Random(5), 0
        for _ in range(100):
            values = [noise.gauss(0.02, 0.05) for _ in range(60)]
            _, lower, upper = pairs.interval_of_median(values)
            held += lower <= 0.02 <= upper
        self.assertGreaterEqual(held, 85)
        self.assertLess(held, 100)

    def test_sides_take_turns_in_going_first(self):
        self.assertEqual(pairs.order_of_blocks(3), [(False, True), (True, False), (False, True)])

    def test_what_cannot_be_paired_is_refused(self):
        for without, with_callback in (([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([0.0, 1.0], [1.0, 1.0]), ([math.nan, 1.0], [1.0, 1.0])):
            with self.assertRaises(ValueError):
                pairs.log_ratios(without, with_callback)


class TimesOfCalls(unittest.TestCase):
    def test_the_time_inside_is_what_the_clock_says_less_what_reading_it_costs(self):
        now = 0

        def clock():
            nonlocal now
            now += 50  # a reading costs 50 ns
            return now

        timed = pairs.TimedCalls(clock)
        self.assertIsNone(timed.mean())
        for call in range(200):
            with timed:
                now += 1_000_000 if call == 7 else 300  # one call that something else held up

        self.assertEqual(timed.mean(), 300)
        timed.forget()
        self.assertIsNone(timed.mean())


if __name__ == "__main__":
    unittest.main()
