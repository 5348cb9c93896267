#!/usr/bin/env python3
"""Trains the weights that are still free of a network whose others are fixed, and writes them for 'dotnet wfn import-weights'.

    python retrain.py --data train.npz --epochs 3
    torchrun --nproc_per_node 8 retrain.py --data train.npz --epochs 3        # several processes, on GPUs where there are any
    torchrun --nnodes 4 --nproc_per_node 8 --rdzv_endpoint HOST:29400 --rdzv_backend c10d retrain.py --data train.npz

It lies beside weights.safetensors (all parameters; NAME.assignment is -1 where a weight is free) and network.txt (the network's structure), needs PyTorch
1.13 or later and NumPy, and writes retrained.safetensors beside them. Data is an .npz file with arrays x and y, read into memory: bytes are divided by 255,
as 'dotnet wfn compress' does; whole numbers in y are classes, others are real numbers to learn. Networks of operators that it has no form for need
--module FILE.py:FUNCTION, a function that returns an nn.Module with parameters of the same names and shapes.
"""
import argparse
import importlib.util
import json
import os
import re
import struct
import sys

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
    top, left, bottom, right = n["pad"]
    if not any(n["pad"]):
        return F.avg_pool2d(x, n["kernel"], n["stride"])
    if (top, left) != (bottom, right):
        raise SystemExit("an average pool has different borders on both sides, which this script has no form for: give --module")
    return F.avg_pool2d(x, n["kernel"], n["stride"], (top, left), count_include_pad=n.get("countPadding") == "true")


def convolution(n, x, weight, bias=None):
    if len(n["kernel"]) != 2:
        raise SystemExit("only convolutions over two axes have a form in this script: give --module")
    return F.conv2d(padded(x, n["pad"]), weight, bias, n["stride"], 0, n["dilation"], n["groups"])


OPERATORS = {
    "convolution": convolution,
    "linear": lambda n, x, weight, bias=None: F.linear(x, weight, bias),
    "matrixProduct": lambda n, a, b: torch.matmul(a, b),
    "add": lambda n, a, b: a + b,
    "subtract": lambda n, a, b: a - b,
    "multiply": lambda n, a, b: a * b,
    "divide": lambda n, a, b: a / b,
    "relu": lambda n, x: F.relu(x),
    "sigmoid": lambda n, x: torch.sigmoid(x),
    "tanh": lambda n, x: torch.tanh(x),
    "maxPool": max_pool,
    "averagePool": average_pool,
    "globalAveragePool": lambda n, x: x.mean(dim=tuple(range(2, x.dim())), keepdim=True),
    "reshape": lambda n, x: x.reshape([x.shape[0] if extent == "batch" else extent for extent in n["shape"]]),
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="an .npz file with arrays x and y")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=128, help="samples a step, of all processes together")
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", help="FILE.py:FUNCTION that returns the network as an nn.Module")
    options = parser.parse_args()

    several = "RANK" in os.environ
    if several:
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    rank, processes = (dist.get_rank(), dist.get_world_size()) if several else (0, 1)
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
    torch.manual_seed(options.seed)

    tensors, _ = read_tensors(os.path.join(HERE, "weights.safetensors"))
    module = own_module(options.module, tensors) if options.module else Network(read_structure(os.path.join(HERE, "network.txt")), tensors)
    module.to(device).train()
    named = module.named()
    fixed = {name: torch.from_numpy(tensors[name + ".assignment"] >= 0).to(device) for name in named if name + ".assignment" in tensors}
    before = {name: parameter.detach().clone() for name, parameter in named.items()}

    # Statistics and other constants, whose role network.txt tells, are no weights.
    lines = read_structure(os.path.join(HERE, "network.txt"))
    trained = {v["name"] for word, v in lines if word == "parameter" and v.get("role") in ("weight", "bias", "scale", "shift")}
    for name, parameter in named.items():
        parameter.requires_grad_(name in trained)
    optimizer = torch.optim.Adam([p for name, p in named.items() if name in trained], lr=options.learning_rate)
    model = torch.nn.parallel.DistributedDataParallel(module, device_ids=[device.index] if device.type == "cuda" else None) if several else module

    with np.load(options.data) as arrays:
        x, y = arrays["x"], arrays["y"]
    x = torch.from_numpy(x.astype(np.float32) / 255 if x.dtype == np.uint8 else x.astype(np.float32))
    y = torch.from_numpy(y.astype(np.int64) if np.issubdtype(y.dtype, np.integer) else y.astype(np.float32))
    shape = [v for word, v in lines if word == "input"][0]["shape"]
    x = x.reshape([x.shape[0]] + [int(extent) for extent in shape[1:]])
    own_batch = max(1, options.batch_size // processes)
    for epoch in range(options.epochs):
        order = torch.randperm(x.shape[0], generator=torch.Generator().manual_seed(options.seed * 1000003 + epoch))
        order = order[: x.shape[0] // processes * processes][rank::processes]
        total, seen = 0.0, 0
        for begin in range(0, len(order), own_batch):
            batch = order[begin:begin + own_batch]
            outputs, targets = model(x[batch].to(device)), y[batch].to(device)
            loss = F.mse_loss(outputs.reshape(targets.shape), targets) if targets.is_floating_point() else F.cross_entropy(outputs, targets)
            optimizer.zero_grad()
            loss.backward()
            for name, mask in fixed.items():
                if named[name].grad is not None:
                    named[name].grad[mask] = 0
            optimizer.step()
            with torch.no_grad():
                for name, mask in fixed.items():
                    # To the bit: 'import-weights' refuses what was fixed and has changed.
                    named[name].copy_(torch.where(mask, before[name], named[name]))
            total, seen = total + loss.item() * len(batch), seen + len(batch)
        if rank == 0:
            print(f"epoch {epoch + 1} of {options.epochs}: loss {total / max(1, seen):.4f}", flush=True)
    if rank == 0:
        result = {name: named[name].detach().cpu().numpy() if name in named else tensors[name]
                  for name in tensors if name != "codebook" and not name.endswith(".assignment")}
        write_tensors(os.path.join(HERE, "retrained.safetensors"), result)
    if several:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    sys.exit(main())
