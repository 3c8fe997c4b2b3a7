"""What PyTorch Lightning's ThroughputMonitor costs on the work of ThroughputBench: see README.md.

Each cell is one uninterrupted Trainer.fit. A driver callback puts the monitor into the trainer's list of callbacks and takes it out again, block by block in
ABBA order, so that both sides train the same model in one process, as in the suite itself.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import sys
import time
import warnings

import statistics_of_pairs

SCHEMA_VERSION = 1
DEFAULTS = {"mlp": (32, 64, 1), "convnet": (4, 8, 2), "bytelm": (4, 64, 2)}  # batch size, width, depth
CONTEXT = 32


def cells(workloads: list[str], accumulate: list[int], log_every: list[int]):
    """The grid in the order of the suite. L counts micro-batches; Lightning's log_every_n_steps counts optimizer steps, L / A of them."""
    for workload in workloads:
        for a in accumulate:
            for l in log_every:
                yield workload, a, l


def ways_to_be_refused(accumulate: int, log_every: int) -> str | None:
    """Why Lightning cannot run the cell, or None."""
    if log_every % accumulate:
        return f"log_every_n_steps counts optimizer steps: a log every {log_every} micro-batches is impossible with accumulate_grad_batches = {accumulate}"
    return None


def model_of(workload: str, width: int, depth: int):
    import torch
    from torch import nn

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention_norm, self.perceptron_norm = nn.LayerNorm(width), nn.LayerNorm(width)
            self.queries_keys_values, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.widen, self.narrow = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

        def forward(self, x):
            batch, context, _ = x.shape
            heads = [part.view(batch, context, 2, width // 2).transpose(1, 2) for part in self.queries_keys_values(self.attention_norm(x)).chunk(3, -1)]
            attended = nn.functional.scaled_dot_product_attention(*heads, is_causal=True)
            x = x + self.mix(attended.transpose(1, 2).reshape(x.shape))
            return x + self.narrow(nn.functional.gelu(self.widen(self.perceptron_norm(x))))

    class Transformer(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens, self.positions = nn.Embedding(256, width), nn.Parameter(torch.zeros(CONTEXT, width))
            self.blocks, self.norm, self.scores = nn.Sequential(*(Block() for _ in range(depth))), nn.LayerNorm(width), nn.Linear(width, 256)

        def forward(self, x):
            return self.scores(self.norm(self.blocks(self.tokens(x) + self.positions))).view(-1, 256)

    if workload == "mlp":
        hidden = [layer for i in range(depth) for layer in (nn.Linear(64 if i == 0 else width, width), nn.ReLU())]
        return nn.Sequential(*hidden, nn.Linear(width, 10))
    if workload == "convnet":
        layers, channels, side = [], 3, 32
        for block in range(depth):
            layers += [nn.Conv2d(channels, width << block, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            channels, side = width << block, side // 2
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * side * side, 10))
    return Transformer()


def batches_of(workload: str, batch_size: int, device):
    """64 prepared batches on the device, repeated: training is timed, not data."""
    import torch

    chance = torch.Generator().manual_seed(3)
    ring = []
    for _ in range(64):
        if workload == "bytelm":
            windows = torch.randint(256, (batch_size, CONTEXT + 1), generator=chance)
            inputs, targets = windows[:, :-1].contiguous(), windows[:, 1:].reshape(-1)
        else:
            shape = (64,) if workload == "mlp" else (3, 32, 32)
            inputs, targets = torch.randn(batch_size, *shape, generator=chance), torch.randint(10, (batch_size,), generator=chance)
        ring.append((inputs.to(device), targets.to(device)))
    return ring


def measure(workload: str, accumulate: int, log_every: int, arguments: argparse.Namespace) -> dict:
    """One cell: fields of its record."""
    if reason := ways_to_be_refused(accumulate, log_every):
        return {"status": "refused", "reason": reason}

    import lightning.pytorch as lightning
    import torch
    from lightning.pytorch.callbacks import ThroughputMonitor
    from lightning.pytorch.loggers.logger import DummyLogger

    batch_size, width, depth = sizes(workload, arguments)
    device = torch.device(arguments.device)
    ring = batches_of(workload, batch_size, device)

    class Endless(torch.utils.data.IterableDataset):
        def __iter__(self):
            while True:
                yield from ring

    class Module(lightning.LightningModule):
        flops_per_batch = None  # without the attribute it warns at every micro-batch, which is not what is to be measured

        def __init__(self):
            super().__init__()
            self.model = model_of(workload, width, depth)

        def training_step(self, batch, _):
            scores = self.model(batch[0])
            return torch.nn.functional.cross_entropy(scores.float() if arguments.dtype == "bfloat16" else scores, batch[1])

        def configure_optimizers(self):
            if workload == "bytelm":
                return torch.optim.AdamW(self.parameters(), lr=3e-3)
            return torch.optim.SGD(self.parameters(), lr=0.1) if workload == "mlp" else torch.optim.SGD(self.parameters(), lr=0.01, momentum=0.9)

    timed = statistics_of_pairs.TimedCalls(time.perf_counter_ns)

    class TimedMonitor(ThroughputMonitor):
        """The peer, with the host's clock read before and after its hook: waiting for the device included, if it waits."""

        def on_train_batch_end(self, *arguments, **named):
            with timed:
                super().on_train_batch_end(*arguments, **named)

    monitor = TimedMonitor(batch_size_fn=lambda batch: batch[0].size(0), length_fn=(lambda batch: batch[0].numel()) if workload == "bytelm" else None, window_size=100)

    class Driver(lightning.Callback):
        """Ends a block when a cycle and a log end, adds or removes the monitor, and begins the next one."""

        def __init__(self):
            self.times = {False: [], True: []}
            self.order, self.next, self.seen, self.block = [], 0, 0, max(log_every, accumulate)
            self.warm, self.began, self.deadline = False, 0, None

        def on_train_start(self, trainer, module):
            trainer.callbacks.remove(monitor)  # it was there for its own set-up and start
            self.began = self.clock()

        def on_train_batch_start(self, trainer, module, batch, batch_index):
            if self.seen == self.block:
                self.end_block(trainer)
            self.seen += 1

        def end_block(self, trainer):
            now = self.clock()
            elapsed, self.seen = now - self.began, 0
            if not self.warm:
                # Blocks of about two milliseconds, of whole periods, after a second of warming up.
                self.deadline = self.deadline or now + int(1e9)
                if now > self.deadline:
                    period = max(log_every, accumulate)
                    self.block = period * max(1, round(2e6 / (elapsed / self.block * period)))
                    self.warm, self.deadline = True, now + int(arguments.seconds_per_cell * 1e9)
                    timed.forget()
            else:
                self.times[self.order[self.next]].append(elapsed / self.block)
                self.next += 1
            if self.warm:
                if self.next == len(self.order):
                    if now > self.deadline and self.times[True]:
                        trainer.should_stop = True
                    self.order, self.next = [side for pair in statistics_of_pairs.order_of_blocks(2) for side in pair], 0
                side = self.order[self.next]
                if side != (monitor in trainer.callbacks):
                    trainer.callbacks.append(monitor) if side else trainer.callbacks.remove(monitor)
            self.began = self.clock()

        def clock(self) -> int:
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            return time.perf_counter_ns()

    driver = Driver()
    trainer = lightning.Trainer(
        accelerator="gpu" if device.type == "cuda" else "cpu",
        devices=[device.index or 0] if device.type == "cuda" else 1,
        precision="bf16-true" if arguments.dtype == "bfloat16" else "32-true",
        max_steps=-1,
        accumulate_grad_batches=accumulate,
        log_every_n_steps=log_every // accumulate,
        callbacks=[monitor, driver],  # in this order: the monitor's own start comes before the driver takes it out
        logger=DummyLogger(),
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    try:
        trainer.fit(Module(), torch.utils.data.DataLoader(Endless(), batch_size=None))
        return {"status": "measured", **statistics_of_pairs.overhead(driver.times[False], driver.times[True], accumulate), "directNanosecondsPerBatch": timed.mean()}
    except Exception as wrong:  # What the peer refuses or gets wrong is a finding, and the other cells go on.
        return {"status": "failed", "reason": f"{type(wrong).__name__}: {' '.join(str(wrong).split())}"}


def sizes(workload: str, arguments: argparse.Namespace) -> tuple[int, int, int]:
    own = DEFAULTS[workload]
    return arguments.batch_size or own[0], arguments.width or own[1], arguments.depth or own[2]


def record_of(workload: str, accumulate: int, log_every: int, arguments: argparse.Namespace, versions: dict[str, str], found: dict) -> dict:
    batch_size, width, depth = sizes(workload, arguments)
    return {
        "schemaVersion": SCHEMA_VERSION,
        "peer": "Lightning ThroughputMonitor",
        "versions": versions,
        "device": arguments.device,
        "workload": workload,
        "batchSize": batch_size,
        "shape": {"width": width, "depth": depth, "dtype": arguments.dtype},
        "accumulate": accumulate,
        "logEvery": log_every,
        **found,
    }


def arguments_of(words: list[str]) -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        values = [int(word) for word in text.split(",")]
        if min(values) < 1:
            raise argparse.ArgumentTypeError(f"{min(values)} is below 1")
        return values

    def names(text: str) -> list[str]:
        if unknown := [name for name in text.split(",") if name not in DEFAULTS]:
            raise argparse.ArgumentTypeError(f"there is no workload '{unknown[0]}': choose from {', '.join(DEFAULTS)}")
        return text.split(",")

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", required=True, help="the file to write: peers.jsonl in a run's folder, to be shown beside it")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N")
    parser.add_argument("--workload", type=names, default=list(DEFAULTS))
    parser.add_argument("--accumulate", type=numbers, default=[1, 2, 4, 8])
    parser.add_argument("--log-every", type=numbers, default=[1, 2, 4, 8, 16, 32], help="L, in micro-batches")
    parser.add_argument("--seconds-per-cell", type=float, default=3.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--width", type=int)
    parser.add_argument("--depth", type=int)
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    arguments = arguments_of(words)
    try:
        import lightning
        import torch
    except ImportError as missing:
        print(f"lightning_monitor: {missing}; install what requirements.txt names", file=sys.stderr)
        return 2
    if arguments.device.startswith("cuda") and not torch.cuda.is_available():
        print(f"lightning_monitor: --device {arguments.device}: no CUDA device can be used here", file=sys.stderr)
        return 2
    warnings.filterwarnings("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    versions = {"python": platform.python_version(), "torch": torch.__version__, "lightning": lightning.__version__}
    with open(arguments.output, "x", encoding="utf-8") as file:
        for workload, accumulate, log_every in cells(arguments.workload, arguments.accumulate, arguments.log_every):
            found = measure(workload, accumulate, log_every, arguments)
            file.write(json.dumps(record_of(workload, accumulate, log_every, arguments, versions, found), allow_nan=False) + "\n")
            file.flush()
            print(f"{workload} A = {accumulate}, L = {log_every}: {found.get('reason') or format(found['overhead'], '+.2%')}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
