#!/usr/bin/env python3
"""Computes with PyTorch the figures that Millrace's optimizers, schedules and losses must reach.

    python3 tools/golden/make_golden.py > streams-app/src/main/resources/dev/millrace/selfcheck/optimizers.json

The file is in the format that `millrace selfcheck` reads: see docs/golden.md. Needs PyTorch (made with 2.13) and nothing
else. The same seed gives the same file.
"""

import argparse
import json
import math
import random

import torch

STEPS = 60
AT = (1, 2, 3, 10, 60)
BASE_RATE = 0.3

# name: (PyTorch's class, fixed arguments, how our hyperparameters are called there)
ADAM = {"beta1": None, "beta2": None, "eps": "eps", "l2": "weight_decay"}
OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {}, {}),
    "sgd_l2": (torch.optim.SGD, {}, {"l2": "weight_decay"}),
    "momentum": (torch.optim.SGD, {}, {"momentum": "momentum"}),
    "nesterov": (torch.optim.SGD, {}, {"momentum": "momentum", "nesterov": "nesterov"}),
    "adagrad": (torch.optim.Adagrad, {}, {"eps": "eps", "initial_accumulator": "initial_accumulator_value"}),
    "rmsprop": (torch.optim.RMSprop, {}, {"decay": "alpha", "eps": "eps"}),
    "rmsprop_centered_momentum": (
        torch.optim.RMSprop,
        {},
        {"decay": "alpha", "eps": "eps", "momentum": "momentum", "centered": "centered"},
    ),
    "adadelta": (torch.optim.Adadelta, {}, {"rho": "rho", "eps": "eps"}),
    "adam": (torch.optim.Adam, {}, ADAM),
    "amsgrad": (torch.optim.Adam, {"amsgrad": True}, ADAM),
    "adamw": (torch.optim.AdamW, {}, ADAM | {"weight_decay": "weight_decay"}),
    "nadam": (torch.optim.NAdam, {}, ADAM | {"momentum_decay": "momentum_decay"}),
    "adamax": (torch.optim.Adamax, {}, ADAM),
    "radam": (torch.optim.RAdam, {}, ADAM),
}

# Two settings each; a name may be followed by '#' and what tells its settings apart.
SETTINGS = {
    "sgd": [{"lr": 0.02}, {"lr": 0.5}],
    "sgd_l2": [{"lr": 0.02, "l2": 0.1}, {"lr": 0.005, "l2": 1.5}],
    "momentum": [{"lr": 0.01, "momentum": 0.9}, {"lr": 0.003, "momentum": 0.99}],
    "nesterov": [
        {"lr": 0.01, "momentum": 0.9, "nesterov": True},
        {"lr": 0.004, "momentum": 0.5, "nesterov": True},
    ],
    "adagrad": [
        {"lr": 0.1, "eps": 1e-10, "initial_accumulator": 0.0},
        {"lr": 0.05, "eps": 1e-4, "initial_accumulator": 0.1},
    ],
    "rmsprop": [{"lr": 0.01, "decay": 0.99, "eps": 1e-8}, {"lr": 0.002, "decay": 0.9, "eps": 1e-3}],
    "rmsprop_centered_momentum": [
        {"lr": 0.003, "decay": 0.95, "eps": 1e-8, "momentum": 0.9, "centered": True},
        {"lr": 0.001, "decay": 0.8, "eps": 1e-4, "momentum": 0.5, "centered": True},
    ],
    "adadelta": [{"lr": 1.0, "rho": 0.9, "eps": 1e-6}, {"lr": 0.5, "rho": 0.95, "eps": 1e-4}],
    "adam": [
        {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.03, "beta1": 0.4, "beta2": 0.9, "eps": 1e-4},
    ],
    "amsgrad": [
        {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.02, "beta1": 0.8, "beta2": 0.5, "eps": 1e-6},
    ],
    "adamw": [
        {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
        {"lr": 0.02, "beta1": 0.7, "beta2": 0.95, "eps": 1e-5, "weight_decay": 0.3},
    ],
    "nadam": [
        {"lr": 0.005, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "momentum_decay": 0.004},
        {"lr": 0.01, "beta1": 0.6, "beta2": 0.98, "eps": 1e-6, "momentum_decay": 0.1},
    ],
    "adamax": [
        {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.005, "beta1": 0.3, "beta2": 0.8, "eps": 1e-3},
    ],
    "radam": [
        {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        {"lr": 0.02, "beta1": 0.8, "beta2": 0.9, "eps": 1e-5},
    ],
}


def single(value):
    """The nearest number of single precision, so that both precisions start from the same."""
    return torch.tensor(value, dtype=torch.float32).item()


def gradients(generator):
    """Coordinates: tiny, huge, flipping its sign, non-zero only every fourth step, around 1, drifting."""
    rows = []
    for t in range(STEPS):
        rows.append(
            [
                generator.gauss(0, 1e-6),
                generator.gauss(0, 1e3),
                (-1) ** t * generator.uniform(0.5, 2),
                generator.gauss(0, 1) if t % 4 == 0 else 0.0,
                generator.gauss(0.3, 1),
                0.05 * (t + 1) * generator.uniform(0.9, 1.1),
            ]
        )
    return [[single(g) for g in row] for row in rows]


def run(name, hyper, x0, grads, dtype):
    kind, fixed, names = OPTIMIZERS[name]
    arguments = dict(fixed, lr=hyper["lr"], foreach=False)
    for ours, value in hyper.items():
        if names.get(ours):
            arguments[names[ours]] = value
    if "beta1" in hyper:
        arguments["betas"] = (hyper["beta1"], hyper["beta2"])
    x = torch.nn.Parameter(torch.tensor(x0, dtype=dtype))
    optimizer = kind([x], **arguments)
    after = {}
    for t, row in enumerate(grads, 1):
        x.grad = torch.tensor(row, dtype=dtype)
        optimizer.step()
        if t in AT:
            after[str(t)] = x.detach().tolist()
    return after


def torch_schedule(make):
    """The rates that a scheduler of PyTorch gives to steps 0, 1, ..."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE_RATE)
    scheduler = make(optimizer)
    rates = []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def schedules():
    lr = torch.optim.lr_scheduler

    def chainable(factor):
        return lambda optimizer: lr.LambdaLR(optimizer, factor)

    return {
        "constant": torch_schedule(chainable(lambda t: 1)),
        "step(17,0.4)": torch_schedule(lambda o: lr.StepLR(o, 17, 0.4)),
        "exponential(0.93)": torch_schedule(lambda o: lr.ExponentialLR(o, 0.93)),
        "inverse_time(0.05)": torch_schedule(chainable(lambda t: 1 / (1 + 0.05 * t))),
        "inverse_sqrt": torch_schedule(chainable(lambda t: 1 / math.sqrt(t + 1))),
        "polynomial(40,1.7)": torch_schedule(lambda o: lr.PolynomialLR(o, 40, 1.7)),
        # By its closed form: PyTorch's recursion rises again after T_max.
        "cosine(T_max=60,eta_min=0.01)": torch_schedule(
            chainable(lambda t: (0.01 + (BASE_RATE - 0.01) * (1 + math.cos(math.pi * t / 60)) / 2) / BASE_RATE)
        ),
        "cosine_warm_restarts(T0=10,Tmult=2,eta_min=0.001)": torch_schedule(
            lambda o: lr.CosineAnnealingWarmRestarts(o, 10, 2, 0.001)
        ),
        "cosine_warm_restarts(T0=7,Tmult=1,eta_min=0)": torch_schedule(
            lambda o: lr.CosineAnnealingWarmRestarts(o, 7, 1, 0)
        ),
        "linear_warmup(12)": torch_schedule(chainable(lambda t: min(1, (t + 1) / 12))),
    }


def losses():
    functional = torch.nn.functional
    scores = [-40, -12.5, -3, -1.25, -0.5, -1e-3, 0, 1e-3, 0.75, 1.5, 4, 13.5, 40]
    kinds = {
        "squared": ((0.0, -3.5), lambda s, y: (s - y) ** 2),
        "logistic, y in {0,1}": ((0.0, 1.0), functional.binary_cross_entropy_with_logits),
        "hinge, y in {-1,1}": ((-1.0, 1.0), lambda s, y: torch.clamp(1 - y * s, min=0)),
        "huber, delta=1.0": ((0.0, 2.25), lambda s, y: functional.huber_loss(s, y, delta=1.0)),
        "poisson, s = log rate": ((0.0, 4.0), lambda s, y: functional.poisson_nll_loss(s, y, log_input=True)),
        "quantile, tau=0.9": ((0.0, 2.25), lambda s, y: torch.maximum(0.9 * (y - s), (0.9 - 1) * (y - s))),
    }
    table = {}
    for name, (labels, loss) in kinds.items():
        rows = []
        for score in scores:
            for label in labels:
                kink = {"hinge": label * score == 1, "quantile": label == score}.get(name.split(",")[0], False)
                if kink:
                    continue  # no one slope there
                s = torch.tensor(float(score), dtype=torch.float64, requires_grad=True)
                value = loss(s, torch.tensor(label, dtype=torch.float64))
                value.backward()
                rows.append([s.item(), label, value.item(), s.grad.item()])
        table[name] = rows
    return table


def softmax():
    rows = []
    for scores, label in (
        ([0.0, 0.0, 0.0], 1),
        ([1.5, -0.25, 0.5, 2.0], 0),
        ([40.0, -40.0, 0.0], 0),
        ([40.0, -40.0, 0.0], 1),
        ([-40.0, -39.0, -38.5, -40.0, -37.0], 4),
        ([700.0, -700.0], 1),
    ):
        s = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
        value = torch.nn.functional.cross_entropy(s, torch.tensor(label))
        value.backward()
        rows.append({"scores": scores, "label": label, "loss": value.item(), "grad": s.grad.tolist()})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20, help="of x0 and gradients (default: 20)")
    parser.add_argument("--vary", action="store_true", help="other hyperparameters, drawn from the seed")
    options = parser.parse_args()
    generator = random.Random(options.seed)
    grads = gradients(generator)
    x0 = [single(generator.choice((-1, 1)) * generator.uniform(0.5, 2)) for _ in grads[0]]
    results = {}
    for name, settings in SETTINGS.items():
        for i, hyper in enumerate(settings):
            if options.vary:
                hyper = varied(hyper, generator)
            results[name if i == 0 else f"{name}#{i + 1}"] = {
                "hyper": hyper,
                "f64": run(name, hyper, x0, grads, torch.float64),
                "f32": run(name, hyper, x0, grads, torch.float32),
            }
    golden = {
        "torch": torch.__version__,
        "x0": x0,
        "grads": grads,
        "at": list(AT),
        "optimizers": results,
        "schedules": schedules(),
        "losses": losses(),
        "softmax_cross_entropy": softmax(),
    }
    print(json.dumps(golden, indent=1))


def varied(hyper, generator):
    drawn = {}
    for name, value in hyper.items():
        if isinstance(value, bool):
            drawn[name] = value
        elif name in ("momentum", "decay", "rho", "beta1", "beta2"):
            drawn[name] = 1 - 10 ** generator.uniform(-3, -0.3)
        else:
            drawn[name] = value * 10 ** generator.uniform(-1, 0.5)
    return drawn


if __name__ == "__main__":
    main()
