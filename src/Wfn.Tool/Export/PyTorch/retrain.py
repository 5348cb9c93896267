#!/usr/bin/env python3
"""Trains the weights that are still free of a network whose others are fixed, and writes them for 'dotnet wfn import-weights'.

    python retrain.py --data train.npz --epochs 3
    torchrun --nproc_per_node 8 retrain.py --data train.npz --epochs 3        # several processes, on GPUs where there are any
    torchrun --nnodes 4 --nproc_per_node 8 --rdzv_endpoint HOST:29400 --rdzv_backend c10d retrain.py --data train.npz

It lies beside weights.safetensors (all parameters; NAME.assignment is -1 where a weight is free) and network.txt (the network's structure), needs PyTorch
1.13 or later and NumPy, and writes retrained.safetensors beside them. While weights are free, they are drawn to the centres of the codebook by the relative
distance (--regularisation-ratio); once all are fixed, they are polished: a weight changes to another value of the codebook where the loss asks for it, values
are given a price by their entropy, and few are left (--bit-price, --values). Both are what 'dotnet wfn compress' does; it also keeps the best epoch, and
polishes in fixed point, which this script does not.

Data is an .npz file with arrays x and y, or a pattern of several ("train-*.npz"): bytes are divided by 255, as 'dotnet wfn compress' does; whole numbers in y
are classes, others are real numbers to learn. One file is read into memory. Of several, --files-at-once are in memory while as many are read in the
background; their samples are mixed. Networks of operators that it has no form for need --module FILE.py:FUNCTION, a function that returns an nn.Module with
parameters of the same names and shapes.
"""
import argparse
import fractions
import glob
import importlib.util
import json
import math
import os
import re
import struct
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {"F32": np.float32, "I32": np.int32}


def read_tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]]).reshape(entry["shape"]).copy()
    return tensors, metadata


def write_tensors(path, tensors):
    header, data = {}, b""
    for name, values in tensors.items():
        values = np.ascontiguousarray(values, dtype=np.float32).tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensors[name].shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    temporary = path + ".tmp"
    with open(temporary, "wb") as file:
        file.write(struct.pack("<q", len(text)) + text + data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def read_structure(path):
    """The lines of network.txt, each a word with named values."""
    lines = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, _, rest = line.rstrip("\n").partition(" ")
            values = {}
            for key, text in re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]|[^ ]+)', rest):
                if text.startswith('"'):
                    values[key] = json.loads(text)
                elif text.startswith("["):
                    values[key] = [json.loads(one) if one.startswith('"') else int(one) if re.fullmatch(r"-?\d+", one) else one
                                   for one in re.findall(r'"(?:[^"\\]|\\.)*"|[^,\[\]]+', text)]
                else:
                    values[key] = int(text) if re.fullmatch(r"-?\d+", text) else float(text) if re.fullmatch(r"-?[\d.]+([eE][-+]?\d+)?", text) else text
            lines.append((word, values))
    return lines


def padded(x, pad, value=0.0):
    """Borders of both spatial axes: top, left, bottom, right."""
    return x if not any(pad) else F.pad(x, (pad[1], pad[3], pad[0], pad[2]), value=value)


def max_pool(n, x):
    return F.max_pool2d(padded(x, n["pad"], -float("inf")), n["kernel"], n["stride"], 0, n["dilation"])


def average_pool(n, x):
    """The sum of a window over the number of its elements that count."""
    top, left, bottom, right = n["pad"]
    if not any(n["pad"]) and n["dilation"] == [1, 1]:
        return F.avg_pool2d(x, n["kernel"], n["stride"])
    plane = torch.ones((1, 1) + x.shape[2:], device=x.device)
    if n.get("countPadding") == "true":
        below, beside = n.get("uncountedBottom", 0), n.get("uncountedRight", 0)
        plane = F.pad(padded(plane, [top, left, bottom - below, right - beside], 1.0), (0, beside, 0, below))
    else:
        plane = padded(plane, n["pad"])

    def total(values):
        ones = torch.ones([values.shape[1], 1] + n["kernel"], device=x.device)
        return F.conv2d(values, ones, None, n["stride"], 0, n["dilation"], values.shape[1])

    return total(padded(x, n["pad"])) / total(plane).clamp_min(1)


def convolution(n, x, weight, bias=None):
    if len(n["kernel"]) != 2:
        raise SystemExit("only convolutions over two axes have a form in this script: give --module")
    return F.conv2d(padded(x, n["pad"]), weight, bias, n["stride"], 0, n["dilation"], n["groups"])


def transposed_convolution(n, x, weight, bias=None):
    """Weights are [outputs, inputs / groups, height, width], turned as a convolution reads them."""
    outputs, inputs = weight.shape[:2]
    groups = n["groups"]
    kernel = weight.reshape([groups, outputs // groups, inputs] + n["kernel"]).transpose(1, 2).reshape([groups * inputs, outputs // groups] + n["kernel"])
    whole = F.conv_transpose2d(x, kernel.flip(2, 3), None, n["stride"], 0, 0, groups, n["dilation"])
    top, left, bottom, right = n["pad"]
    below, beside = n["outputPadding"]
    sums = F.pad(whole, (-left, beside - right, -top, below - bottom))
    return sums if bias is None else sums + bias.reshape(-1, 1, 1)


def taken(x, axis, positions):
    return x.index_select(axis, torch.tensor(positions, device=x.device))


def sliced(n, x):
    for axis, (start, step, count) in enumerate(zip(n["starts"], n["steps"], n["shape"])):
        if count != "batch" and (start, step, count) != (0, 1, x.shape[axis]):
            x = taken(x, axis, [start + i * step for i in range(count)])
    return x


def bordered(n, x):
    if n["mode"] == "constant":
        return F.pad(x, [count for pair in zip(reversed(n["before"]), reversed(n["after"])) for count in pair], value=n["value"])
    for axis, (before, after) in enumerate(zip(n["before"], n["after"])):
        if before or after:
            extent = x.shape[axis]
            places = range(-before, extent + after)
            x = taken(x, axis, {
                "edge": [min(max(p, 0), extent - 1) for p in places],
                "wrap": [p % extent for p in places],
                "reflect": [-p if p < 0 else 2 * (extent - 1) - p if p >= extent else p for p in places],
            }[n["mode"]])
    return x


def axis_by_axis(reduce):
    def run(n, x):
        for axis in sorted(n["axes"], reverse=True):
            x = reduce(x, axis, n["keepAxes"] == "true")
        return x
    return run


# Kinds of network.txt. Those with parameters of statistics, recurrent cells and look-ups need --module.
OPERATORS = {
    "convolution": convolution,
    "transposedConvolution": transposed_convolution,
    "linear": lambda n, x, weight, bias=None: F.linear(x, weight, bias),
    "matrixProduct": lambda n, a, b: torch.matmul(a, b),
    "add": lambda n, a, b: a + b,
    "subtract": lambda n, a, b: a - b,
    "multiply": lambda n, a, b: a * b,
    "divide": lambda n, a, b: a / b,
    "maximum": lambda n, a, b: torch.maximum(a, b),
    "minimum": lambda n, a, b: torch.minimum(a, b),
    "power": lambda n, a, b: a ** b,
    "prelu": lambda n, a, b: torch.where(a < 0, a * b, a),
    "relu": lambda n, x: F.relu(x),
    "clip": lambda n, x: x.clamp(n["minimum"], n["maximum"]),
    "softmax": lambda n, x: torch.softmax(x, n["axis"]),
    "abs": lambda n, x: x.abs(),
    "celu": lambda n, x: F.celu(x, n["alpha"]),
    "cos": lambda n, x: x.cos(),
    "elu": lambda n, x: F.elu(x, n["alpha"]),
    "erf": lambda n, x: x.erf(),
    "exp": lambda n, x: x.exp(),
    "gelu": lambda n, x: F.gelu(x),
    "geluTanh": lambda n, x: F.gelu(x, approximate="tanh"),
    "hardSigmoid": lambda n, x: (n["alpha"] * x + n["beta"]).clamp(0, 1),
    "hardSwish": lambda n, x: x * (x / 6 + 0.5).clamp(0, 1),
    "leakyRelu": lambda n, x: F.leaky_relu(x, n["alpha"]),
    "log": lambda n, x: x.log(),
    "mish": lambda n, x: F.mish(x),
    "neg": lambda n, x: -x,
    "reciprocal": lambda n, x: 1 / x,
    "selu": lambda n, x: n["gamma"] * F.elu(x, n["alpha"]),
    "sigmoid": lambda n, x: torch.sigmoid(x),
    "sin": lambda n, x: x.sin(),
    "softplus": lambda n, x: F.softplus(x),
    "softsign": lambda n, x: F.softsign(x),
    "sqrt": lambda n, x: x.sqrt(),
    "square": lambda n, x: x * x,
    "swish": lambda n, x: x * torch.sigmoid(n["alpha"] * x),
    "tanh": lambda n, x: torch.tanh(x),
    "maxPool": max_pool,
    "averagePool": average_pool,
    "globalAveragePool": lambda n, x: x.mean(dim=(-2, -1), keepdim=True),
    "reduceSum": lambda n, x: x.sum(n["axes"], keepdim=n["keepAxes"] == "true"),
    "reduceMax": lambda n, x: x.amax(n["axes"], keepdim=n["keepAxes"] == "true"),
    "reduceMin": lambda n, x: x.amin(n["axes"], keepdim=n["keepAxes"] == "true"),
    "reduceProd": axis_by_axis(lambda x, axis, keep: x.prod(axis, keepdim=keep)),
    "reduceLogSumExp": axis_by_axis(lambda x, axis, keep: x.logsumexp(axis, keepdim=keep)),
    "layerNorm": lambda n, x, scale, shift=None: F.layer_norm(x, scale.shape, scale, shift, n["epsilon"]),
    "reshape": lambda n, x: x.reshape([-1 if extent == "batch" else extent for extent in n["shape"]]),
    "transpose": lambda n, x: x.permute(n["permutation"]),
    "concat": lambda n, *x: torch.cat(x, n["axis"]),
    "slice": sliced,
    "pad": bordered,
    "gather": lambda n, x: taken(x, n["axis"], n["indices"]),
}


class Network(torch.nn.Module):
    """The network as network.txt tells it."""

    def __init__(self, lines, tensors):
        super().__init__()
        self.inputs = [v["name"] for word, v in lines if word == "input"]
        self.output = [v["name"] for word, v in lines if word == "output"][0]
        self.nodes = [v for word, v in lines if word == "node"]
        if self.nodes and self.nodes[-1]["kind"] == "softmax" and self.nodes[-1]["outputs"] == [self.output]:
            # A softmax at the end is part of the loss.
            self.output = self.nodes.pop()["inputs"][0]
        unknown = sorted({n["kind"] for n in self.nodes} - set(OPERATORS))
        if unknown:
            raise SystemExit(f"this script has no form for {', '.join(unknown)}: give --module FILE.py:FUNCTION")
        self.names = [v["name"] for word, v in lines if word == "parameter"]
        self.values = torch.nn.ParameterList([torch.nn.Parameter(torch.from_numpy(tensors[name])) for name in self.names])

    def named(self):
        return dict(zip(self.names, self.values))

    def forward(self, x):
        known = dict(zip(self.names, self.values))
        known[self.inputs[0]] = x
        for n in self.nodes:
            known[n["outputs"][0]] = OPERATORS[n["kind"]](n, *[known[name] for name in n["inputs"]])
        return known[self.output]


def own_module(place, tensors):
    path, _, function = place.partition(":")
    spec = importlib.util.spec_from_file_location("own", path)
    own = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(own)
    module = getattr(own, function)()
    named = dict(module.named_parameters())
    with torch.no_grad():
        for name, parameter in named.items():
            if name not in tensors or list(tensors[name].shape) != list(parameter.shape):
                raise SystemExit(f"the module's parameter {name} {list(parameter.shape)} is none of the network's")
            parameter.copy_(torch.from_numpy(tensors[name]))
    module.named = lambda: named
    return module


def regulariser(weights, centres, zero, temperature):
    """The softmin-weighted mean of a weight's relative distances to the centres, and its derivative (Subia-Waud and Dasmahapatra, ECCV 2022, section 3)."""
    w = weights.reshape(-1, 1)
    small = w.abs() <= zero
    size = torch.where(small, torch.ones_like(w), w.abs())
    difference = w - centres
    distance = difference.abs() / size
    # |w - c| / |w| has the derivative sign(w - c) c / (w |w|); for small weights that of |w - c|, and the centre 0 is where they are.
    slope = torch.where(small, difference.sign(), difference.sign() * centres / torch.where(small, torch.ones_like(w), w * w.abs()))
    free = small & (centres == 0)
    distance, slope = distance.masked_fill(free, 0), slope.masked_fill(free, 0)
    share = torch.softmax(-distance / temperature, 1)
    loss = (share * distance).sum(1, keepdim=True)
    return loss.reshape(weights.shape), (share * slope * (1 - (distance - loss) / temperature)).sum(1).reshape(weights.shape)


def draw(named, free, centres, zero, options, loss):
    """Adds the regulariser's gradient, so weighted that its value is a fixed part of the loss."""
    parts, total, count = [], 0.0, 0
    for name, mask in free.items():
        weights = named[name].detach()[mask]
        for begin in range(0, weights.numel(), 1 << 14):
            part = weights[begin:begin + (1 << 14)]
            value, slope = regulariser(part.double(), centres, zero, options.temperature)
            parts.append(slope.to(part.dtype))
            total, count = total + value.sum().item(), count + part.numel()
    if count == 0 or total == 0:
        return
    scale = options.regularisation_ratio * loss / (total / count) / count
    slopes, at = torch.cat(parts), 0
    for name, mask in free.items():
        own = int(mask.sum())
        if own and named[name].grad is not None:
            named[name].grad[mask] += scale * slopes[at:at + own]
        at += own


def signed_digits(value):
    """The fewest signed powers of two that a value is the sum of."""
    m, count = abs(fractions.Fraction(float(value)).numerator), 0
    while m:
        if m & 1:
            digit = 2 - (m & 3)
            count, m = count + 1, m - digit
        m >>= 1
    return count


class Polishing:
    """Training on the finished codebook: latent weights follow the gradient at the values they are put on, a value costs its bits, and few are left."""

    STEPS_TO_FULL_PRICE, OPEN_RAMP, REMOVAL_STEPS, ENTRY_BITS, DECAY = 0.6, 0.25, 5, 32, 0.99

    def __init__(self, named, on_codebook, centres, options, steps):
        self.named, self.on_codebook, self.options, self.steps = named, on_codebook, options, steps
        device = next(iter(named.values())).device
        self.centres = centres.float().to(device)
        self.terms = torch.tensor([float(signed_digits(c)) for c in self.centres.tolist()], device=device)
        self.removed = torch.zeros(len(self.centres), dtype=torch.bool, device=device)
        self.prices = torch.zeros(len(self.centres), device=device)
        self.latent = {name: parameter.detach().clone() for name, parameter in named.items() if parameter.requires_grad}
        self.rate = 3 * options.learning_rate if options.polish_learning_rate is None else options.polish_learning_rate
        self.optimizer = torch.optim.Adam(list(self.latent.values()), lr=self.rate)
        self.energies = {name: (self.latent[name].double() ** 2).sum().item() for name in on_codebook}
        self.squares = {name: 0.0 for name in on_codebook}
        self.count = sum(self.latent[name].numel() for name in on_codebook)
        self.step, self.at_first = 0, 0
        self.project()

    def scales(self):
        correction = 1 - self.DECAY ** self.step
        scales = {name: 1.0 if self.step == 0 else square / correction for name, square in self.squares.items()}
        mean = sum(scales[name] * self.energies[name] for name in scales) / self.count
        return {name: scale / mean if mean > 0 else 1.0 for name, scale in scales.items()}

    def costs(self, name, scale):
        weights = self.latent[name].reshape(-1, 1)
        for begin in range(0, weights.shape[0], 1 << 14):
            yield (weights[begin:begin + (1 << 14)] - self.centres) ** 2 * scale + self.prices

    def project(self):
        scales = self.scales()
        self.assigned = {name: torch.cat([cost.argmin(1) for cost in self.costs(name, scales[name])]) for name in self.on_codebook}
        self.counts = torch.stack([torch.bincount(own, minlength=len(self.centres)) for own in self.assigned.values()]).sum(0)

    def taken(self):
        return int((self.counts > 0).sum())

    def remove_cheapest(self):
        losses = torch.zeros(len(self.centres), dtype=torch.float64, device=self.centres.device)
        scales = self.scales()
        for name in self.on_codebook:
            at = 0
            for cost in self.costs(name, scales[name]):
                own = self.assigned[name][at:at + cost.shape[0]].unsqueeze(1)
                here = cost.gather(1, own)
                there = cost.scatter(1, own, float("inf")).amin(1, keepdim=True)
                losses.index_add_(0, own.squeeze(1), (there - here).squeeze(1).double())
                at += cost.shape[0]
        losses[self.counts == 0] = float("inf")
        self.removed |= self.counts == 0
        self.removed[losses.argmin()] = True
        self.prices[self.removed] = float("inf")
        self.project()

    def limit(self, progress):
        self.at_first = self.at_first or max(self.options.values, self.taken())
        most = self.options.values + (self.at_first - self.options.values) * (1 - progress)
        while self.taken() > most:
            self.remove_cheapest()

    def apply(self):
        """A step after 'backward'; the network's weights are values of the codebook afterwards."""
        done = self.step / self.steps
        self.step += 1
        for name in self.on_codebook:
            gradient = self.named[name].grad
            self.squares[name] = self.DECAY * self.squares[name] + (1 - self.DECAY) * (gradient.double() ** 2).mean().item()
        torch.nn.utils.clip_grad_norm_([self.named[name] for name in self.latent], self.options.gradient_clip)
        for name, latent in self.latent.items():
            latent.grad = self.named[name].grad.clone()
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * 0.5 * (1 + math.cos(math.pi * done))
        self.optimizer.step()
        for name in self.on_codebook:
            self.latent[name].clamp_(self.centres[0].item(), self.centres[-1].item())
        ramp = 1 if self.step == self.steps else min(1, done / self.STEPS_TO_FULL_PRICE)
        openness = 1 - ramp
        count = (self.counts + openness * self.count / len(self.centres)).clamp_min(0.5)
        bits = torch.log2((1 + openness) * self.count / count) + self.terms + self.ENTRY_BITS / count
        self.prices = (self.options.bit_price * ramp * bits).masked_fill(self.removed, float("inf"))
        if ramp >= self.OPEN_RAMP and self.step % self.REMOVAL_STEPS == 0:
            self.limit((ramp - self.OPEN_RAMP) / (1 - self.OPEN_RAMP))
        self.project()
        if ramp == 1:
            self.limit(1)
        self.write()

    def write(self):
        with torch.no_grad():
            for name, latent in self.latent.items():
                self.named[name].copy_(self.centres[self.assigned[name]].reshape(latent.shape) if name in self.on_codebook else latent)


def polishing_centres(centres, zero):
    """The codebook, zero, and all single powers of two in its range."""
    values, power = set(centres.tolist()) | {0.0}, 2.0 ** math.ceil(math.log2(np.float32(zero)))
    while power <= max(abs(centres.min().item()), abs(centres.max().item())):
        values |= {power, -power}
        power *= 2
    return torch.tensor(sorted(values))


def read_data(path):
    with np.load(path) as arrays:
        x, y = arrays["x"], arrays["y"]
    return (torch.from_numpy(x.astype(np.float32) / 255 if x.dtype == np.uint8 else x.astype(np.float32)),
            torch.from_numpy(y.astype(np.int64) if np.issubdtype(y.dtype, np.integer) else y.astype(np.float32)))


class Data:
    """Samples of one file, which stays in memory, or of several, of which a few are in memory while as many are read in the background."""

    def __init__(self, pattern, at_once, seed):
        self.files = [pattern] if os.path.exists(pattern) else sorted(glob.glob(pattern))
        if not self.files:
            raise SystemExit(f"no file is named {pattern}")
        self.at_once, self.seed = min(at_once, len(self.files)), seed
        self.reader = ThreadPoolExecutor(1)
        self.all = self.read(range(len(self.files))) if self.at_once == len(self.files) else None
        self.counts = [len(self.all[1])] if self.all else [len(read_data(path)[1]) for path in self.files]

    def read(self, places):
        parts = [read_data(self.files[place]) for place in places]
        return torch.cat([x for x, _ in parts]), torch.cat([y for _, y in parts])

    def steps_an_epoch(self, batch, processes):
        """Steps of each process; of several files, by the samples of all, which may be a few less than there are."""
        windows = [sum(self.counts)] if self.all else [sum(self.counts[i:i + self.at_once]) for i in range(0, len(self.counts), self.at_once)]
        return sum(math.ceil(count // processes / batch) for count in windows)

    def epoch(self, number, batch, rank, processes):
        """The batches of a process: each file once, in an order that the seed decides, the same in all processes."""
        random = torch.Generator().manual_seed(self.seed * 1000003 + number)
        if self.all:
            windows = iter([self.all])
        else:
            order = torch.randperm(len(self.files), generator=random).tolist()
            chunks = [order[i:i + self.at_once] for i in range(0, len(order), self.at_once)]
            windows = self.ahead(chunks)
        for x, y in windows:
            order = torch.randperm(len(y), generator=random)
            order = order[: len(y) // processes * processes][rank::processes]
            for begin in range(0, len(order), batch):
                chosen = order[begin:begin + batch]
                yield x[chosen], y[chosen]

    def ahead(self, chunks):
        waiting = self.reader.submit(self.read, chunks[0])
        for i in range(len(chunks)):
            window = waiting.result()
            waiting = self.reader.submit(self.read, chunks[i + 1]) if i + 1 < len(chunks) else None
            yield window


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="an .npz file with arrays x and y, or a pattern of several")
    parser.add_argument("--files-at-once", type=int, default=4, help="of several files, how many are in memory while as many are read")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=128, help="samples a step, of all processes together")
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gradient-clip", type=float, default=0.5, help="the largest norm of a gradient")
    parser.add_argument("--regularisation-ratio", type=float, default=0.4, help="the part of the loss that draws free weights to the codebook; 0 for none")
    parser.add_argument("--temperature", type=float, default=0.05, help="of the softmin over distances")
    parser.add_argument("--polish-learning-rate", type=float, help="at the start of polishing (default: three times the learning rate)")
    parser.add_argument("--bit-price", type=float, default=0.008, help="what a weight may cost to save a bit, as a part of losing an average weight")
    parser.add_argument("--values", type=int, default=20, help="how many values polishing leaves at most")
    parser.add_argument("--module", help="FILE.py:FUNCTION that returns the network as an nn.Module")
    options = parser.parse_args()

    several = "RANK" in os.environ
    if several:
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    rank, processes = (dist.get_rank(), dist.get_world_size()) if several else (0, 1)
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
    torch.manual_seed(options.seed)

    tensors, metadata = read_tensors(os.path.join(HERE, "weights.safetensors"))
    zero = json.loads(metadata["wfn"])["zeroThreshold"]
    lines = read_structure(os.path.join(HERE, "network.txt"))
    module = own_module(options.module, tensors) if options.module else Network(lines, tensors)
    module.to(device).train()
    named = module.named()
    fixed = {name: torch.from_numpy(tensors[name + ".assignment"] >= 0).to(device) for name in named if name + ".assignment" in tensors}
    free = {name: ~mask for name, mask in fixed.items()}
    before = {name: parameter.detach().clone() for name, parameter in named.items()}
    centres = torch.from_numpy(tensors["codebook"])

    # Statistics and other constants, whose role network.txt tells, are no weights.
    trained = {v["name"] for word, v in lines if word == "parameter" and v.get("role") in ("weight", "bias", "scale", "shift")}
    for name, parameter in named.items():
        parameter.requires_grad_(name in trained)
    model = torch.nn.parallel.DistributedDataParallel(module, device_ids=[device.index] if device.type == "cuda" else None) if several else module

    data = Data(options.data, options.files_at_once, options.seed)
    shape = [v for word, v in lines if word == "input"][0]["shape"]
    own_batch = max(1, options.batch_size // processes)
    steps = options.epochs * data.steps_an_epoch(own_batch, processes)

    # One process decides what weights become, and the others take it: sums may differ in last bits.
    polishing = None
    if all(bool(mask.all()) for mask in fixed.values()):
        polishing = Polishing(named, list(fixed), polishing_centres(centres, zero), options, max(1, steps)) if rank == 0 else True
    optimizer = torch.optim.Adam([p for name, p in named.items() if name in trained], lr=options.learning_rate)
    centres = centres.double().to(device)

    for epoch in range(options.epochs):
        total, seen = 0.0, 0
        for x, y in data.epoch(epoch, own_batch, rank, processes):
            x = x.reshape([x.shape[0]] + [int(extent) for extent in shape[1:]])
            outputs, targets = model(x.to(device)), y.to(device)
            loss = F.mse_loss(outputs.reshape(targets.shape), targets) if targets.is_floating_point() else F.cross_entropy(outputs, targets)
            optimizer.zero_grad()
            loss.backward()
            if polishing:
                if rank == 0:
                    polishing.apply()
                if several:
                    for parameter in named.values():
                        dist.broadcast(parameter.data, 0)
            else:
                for name, mask in fixed.items():
                    if named[name].grad is not None:
                        named[name].grad[mask] = 0
                if options.regularisation_ratio > 0:
                    mean = loss.detach().clone()
                    if several:
                        dist.all_reduce(mean)
                    draw(named, free, centres, zero, options, mean.item() / processes)
                torch.nn.utils.clip_grad_norm_([p for name, p in named.items() if name in trained and p.grad is not None], options.gradient_clip)
                optimizer.step()
                with torch.no_grad():
                    for name, mask in fixed.items():
                        # To the bit: 'import-weights' refuses what was fixed and has changed.
                        named[name].copy_(torch.where(mask, before[name], named[name]))
            total, seen = total + loss.item() * len(y), seen + len(y)
        if rank == 0:
            values = f", {polishing.taken()} values" if polishing else ""
            print(f"epoch {epoch + 1} of {options.epochs}: loss {total / max(1, seen):.4f}{values}", flush=True)
    if rank == 0:
        result = {name: named[name].detach().cpu().numpy() if name in named else tensors[name]
                  for name in tensors if name != "codebook" and not name.endswith(".assignment")}
        write_tensors(os.path.join(HERE, "retrained.safetensors"), result)
    if several:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    sys.exit(main())
