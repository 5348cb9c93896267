using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>LSTM, GRU and RNN: each direction becomes a layer of its own, and both are joined.</summary>
/// <param name="opType">ONNX's name of the operator.</param>
/// <param name="cell">The cell.</param>
internal abstract class RecurrentOperator(string opType, RecurrentCell cell) : OnnxOperator(
    opType, $"{cell.Summary}; two are joined", "lengths of sequences but the full one; weights computed at run time; computing along the batch")
{
    /// <inheritdoc/>
    public override bool TakesRepeated => true;

    private bool IsLstm => cell == RecurrentCell.Lstm;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Batches lie first in everything with layout 1, and behind the steps or directions otherwise.
        var isBatchFirst = node.Flag("layout", false);
        bool[] directions = node.Text("direction", "forward") switch
        {
            "forward" => [false],
            "reverse" => [true],
            "bidirectional" => [false, true],
            var other => throw node.Invalid($"has the direction {DataName.Quote(other)}"),
        };
        var given = node.Activation(0);
        if (given.Shape.Rank != 3)
        {
            throw node.Invalid($"reads {given.Shape}, not [steps, batch, inputs]");
        }

        var x = isBatchFirst ? Turned(node, graph, "steps", given, [1, 0, 2]) : given;
        if (x.BatchAxis is 0 or 2)
        {
            throw new UnsupportedException("along the batch");
        }

        RequireFullLength(node, x);
        var weight = Floats(node, 1, "W", directions.Length, 3);
        var recurrence = Floats(node, 2, "R", directions.Length, 3);
        var hidden = recurrence.Tensor.Extents[2];
        if (node.Integer("hidden_size", hidden) != hidden || recurrence.Tensor.Extents[1] != (long)cell.Gates * hidden || weight.Tensor.Extents[1] != recurrence.Tensor.Extents[1])
        {
            throw node.Invalid($"has weights {weight.Tensor} and {recurrence.Tensor} of {node.Integer("hidden_size", hidden)} hidden values");
        }

        var activations = Activations(node, directions.Length);
        var blank = new RecurrentNode
        {
            Name = "",
            Inputs = [],
            Cell = cell,
            Clip = node.HasAttribute("clip") ? node.Float("clip", 0) : float.PositiveInfinity,
            CouplesGates = IsLstm && node.Flag("input_forget", false),
            ResetsAfter = cell.Gates == 3 && node.Flag("linear_before_reset", false),
        };
        var outputs = new List<(ActivationValue Y, ActivationValue? Cell)>();
        for (var direction = 0; direction < directions.Length; direction++)
        {
            string?[] operands =
            [
                x.Name,
                Part(node, graph, weight, ParameterRole.Weight, direction),
                Part(node, graph, recurrence, ParameterRole.Weight, direction),
                .. Biases(node, graph, direction, directions.Length, hidden, blank.ResetsAfter, out var recurrentBias),
                State(node, graph, 5, x, direction, directions.Length, hidden, isBatchFirst),
                .. IsLstm
                    ? [State(node, graph, 6, x, direction, directions.Length, hidden, isBatchFirst), Peepholes(node, graph, direction, directions.Length, hidden)]
                    : cell.Gates == 3 ? new[] { recurrentBias } : [],
            ];
            var layer = blank with
            {
                Inputs = operands.Take(Array.FindLastIndex(operands, name => name is not null) + 1).Select(name => name ?? Node.LeftOut).ToEquatableArray(),
                IsReverse = directions[direction],
                Activations = activations[direction],
            };
            var made = graph.Steps(
                node, directions[direction] ? "reverse" : "forward", IsLstm && Wants(node, 2) ? 2 : 1, (name, results) => layer with { Name = name, Outputs = results });
            outputs.Add((made[0], made.Count > 1 ? made[1] : null));
        }

        Define(node, graph, 0, Joined(node, graph, [.. outputs.Select(o => o.Y)], 1), isBatchFirst ? [2, 0, 1, 3] : null);
        if (Wants(node, 1))
        {
            var last = outputs.Select((o, direction) => LastStep(node, graph, o.Y, directions[direction])).ToList();
            Define(node, graph, 1, Joined(node, graph, last, 0), isBatchFirst ? [1, 0, 2] : null);
        }

        if (Wants(node, 2))
        {
            Define(node, graph, 2, Joined(node, graph, [.. outputs.Select(o => o.Cell!)], 0), isBatchFirst ? [1, 0, 2] : null);
        }
    }

    private static bool Wants(OnnxNode node, int output) => output < node.Outputs.Count && node.Outputs[output].Length > 0;

    private static ConstantValue Floats(OnnxNode node, int input, string what, int directions, int rank)
    {
        var constant = node.Floats(input, what);
        return constant.Tensor.Rank == rank && constant.Tensor.Extents[0] == directions && constant.Tensor.Count > 0
            ? constant
            : throw node.Invalid($"has {what} {constant.Tensor} for {directions} direction(s)");
    }

    private static void RequireFullLength(OnnxNode node, ActivationValue x)
    {
        if (node.OptionalIntegers(4, "lengths of sequences") is { } lengths && Array.Exists(lengths, length => length != x.Shape[0]))
        {
            throw new UnsupportedException("lengths of sequences but the full one");
        }
    }

    private static ActivationValue Turned(OnnxNode node, GraphBuilder graph, string part, ActivationValue x, int[] permutation) => graph.Step(
        node, part, (name, output) => new TransposeNode { Name = name, Inputs = [x.Name], Output = output, Permutation = new EquatableArray<int>(permutation) });

    // The rows of one direction.
    private static string Part(OnnxNode node, GraphBuilder graph, ConstantValue constant, ParameterRole role, int direction)
    {
        var extents = constant.Tensor.Extents.Skip(1).ToArray();
        return constant.Tensor.Extents[0] == 1
            ? graph.Parameter(constant, role, extents)
            : Made(node, graph, constant, role, $"direction{direction}", extents, values => values.AsSpan(direction * (values.Length / 2), values.Length / 2).ToArray());
    }

    private static string Made(
        OnnxNode node, GraphBuilder graph, ConstantValue constant, ParameterRole role, string form, int[] extents, Func<float[], float[]> make)
    {
        graph.Budget.ReserveConstant(node, extents);
        return graph.Parameter(constant, role, form, extents, tensor => make(tensor.Floats));
    }

    // ONNX has a bias for either sum; they are one but where a GRU resets between the two.
    private string?[] Biases(
        OnnxNode node, GraphBuilder graph, int direction, int directions, int hidden, bool resetsAfter, out string? recurrentBias)
    {
        recurrentBias = null;
        if (!node.HasInput(3))
        {
            return [null];
        }

        var bias = Floats(node, 3, "B", directions, 2);
        var rows = cell.Gates * hidden;
        if (bias.Tensor.Extents[1] != 2L * rows)
        {
            throw node.Invalid($"has a bias {bias.Tensor} for {rows} rows");
        }

        var first = direction * 2 * rows;
        var own = resetsAfter ? rows - hidden : rows;
        recurrentBias = resetsAfter
            ? Made(node, graph, bias, ParameterRole.Bias, $"recurrent{direction}", [hidden], values => values.AsSpan(first + rows + own, hidden).ToArray())
            : null;
        return
        [
            Made(node, graph, bias, ParameterRole.Bias, $"direction{direction}", [rows], values =>
                [.. Enumerable.Range(0, rows).Select(row => values[first + row] + (row < own ? values[first + rows + row] : 0))]),
        ];
    }

    private static string? Peepholes(OnnxNode node, GraphBuilder graph, int direction, int directions, int hidden)
    {
        if (!node.HasInput(7))
        {
            return null;
        }

        var constant = Floats(node, 7, "P", directions, 2);
        return constant.Tensor.Extents[1] == 3L * hidden
            ? Part(node, graph, constant, ParameterRole.Constant, direction)
            : throw node.Invalid($"has peepholes {constant.Tensor}");
    }

    // A first state [directions, batch, hidden], or [batch, directions, hidden]; null where it is zero.
    private static string? State(
        OnnxNode node, GraphBuilder graph, int input, ActivationValue x, int direction, int directions, int hidden, bool isBatchFirst)
    {
        if (!node.HasInput(input))
        {
            return null;
        }

        var batchAxis = isBatchFirst ? 0 : 1;
        if (node.Input(input) is ActivationValue state)
        {
            if (state.Shape.Rank != 3 || state.Shape[1 - batchAxis] != directions || state.Shape[2] != hidden || state.Shape[batchAxis] != x.Shape[1])
            {
                throw node.Invalid($"starts from {state.Shape}");
            }

            var part = directions == 1 ? state : Slice(node, graph, state, 1 - batchAxis, direction);
            return graph.Reshaped(node, "state", part, TensorShape.Of(x.Shape[1], hidden)).Name;
        }

        var constant = node.Floats(input, "a first state");
        var tensor = constant.Tensor;
        if (tensor.Rank != 3 || tensor.Extents[1 - batchAxis] != directions || tensor.Extents[2] != hidden)
        {
            throw node.Invalid($"starts from {tensor}");
        }

        var rows = tensor.Extents[batchAxis];
        if (rows != 1 && rows != x.Shape[1])
        {
            throw new UnsupportedException($"a first state {tensor} that reaches along the batch");
        }

        if (Array.TrueForAll(tensor.Floats, value => value == 0))
        {
            return null;
        }

        int[] extents = rows == 1 ? [hidden] : [rows, hidden];
        return Made(node, graph, constant, ParameterRole.Constant, $"state{direction}", extents, values =>
            [.. from row in Enumerable.Range(0, rows)
                from k in Enumerable.Range(0, hidden)
                select values[((isBatchFirst ? (row * directions) + direction : (direction * rows) + row) * hidden) + k]]);
    }

    private static ActivationValue Slice(OnnxNode node, GraphBuilder graph, ActivationValue x, int axis, int position)
    {
        var starts = new int[x.Shape.Rank];
        starts[axis] = position;
        return graph.Step(node, "part", (name, output) => new SliceNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Starts = new EquatableArray<int>(starts),
            Steps = Enumerable.Repeat(1, x.Shape.Rank).ToEquatableArray(),
            Shape = new TensorShape(x.Shape.Dimensions.Select((extent, at) => at == axis ? 1 : extent).ToEquatableArray()),
        });
    }

    private static ActivationValue LastStep(OnnxNode node, GraphBuilder graph, ActivationValue y, bool isReverse)
    {
        var last = y.Shape[0] == 1 ? y : Slice(node, graph, y, 0, isReverse ? 0 : y.Shape[0] - 1);
        return graph.Reshaped(node, "last", last, TensorShape.Of(y.Shape[1], y.Shape[2]));
    }

    // The directions along an axis of their own.
    private static ActivationValue Joined(OnnxNode node, GraphBuilder graph, List<ActivationValue> parts, int axis)
    {
        var extents = parts[0].Shape.Dimensions.ToList();
        extents.Insert(axis, 1);
        var inputs = parts.Select(part => graph.Reshaped(node, "direction", part, TensorShape.Of([.. extents]))).ToList();
        return inputs.Count == 1
            ? inputs[0]
            : graph.Step(node, "joined", (name, output) => new ConcatNode
            {
                Name = name,
                Inputs = inputs.Select(input => input.Name).ToEquatableArray(),
                Output = output,
                Axis = axis,
            });
    }

    private static void Define(OnnxNode node, GraphBuilder graph, int output, ActivationValue value, int[]? permutation)
    {
        if (output < node.Outputs.Count && node.Outputs[output].Length > 0)
        {
            graph.Define(node.Outputs[output], permutation is null ? value : Turned(node, graph, "batch", value, permutation));
        }
    }

    private EquatableArray<GateActivation>[] Activations(OnnxNode node, int directions)
    {
        var count = cell.Activations.Count;
        var names = node.Texts("activations");
        var alphas = new Queue<float>(node.Floats("activation_alpha") ?? []);
        var betas = new Queue<float>(node.Floats("activation_beta") ?? []);
        if (names is null)
        {
            return [.. Enumerable.Repeat(cell.Activations, directions)];
        }

        if (names.Length != count * directions)
        {
            throw node.Invalid($"has {names.Length} activations, not {count * directions}");
        }

        var activations = names.Select(name => Activation(name, alphas, betas)).ToArray();
        return [.. Enumerable.Range(0, directions).Select(direction => activations.Skip(direction * count).Take(count).ToEquatableArray())];
    }

    // Arguments are listed for those functions that have some.
    private static GateActivation Activation(string name, Queue<float> alphas, Queue<float> betas)
    {
        float Next(Queue<float> given, float missing) => given.Count > 0 ? given.Dequeue() : missing;
        return name.ToUpperInvariant() switch
        {
            "SIGMOID" => new(GateFunction.Sigmoid),
            "TANH" => new(GateFunction.Tanh),
            "RELU" => new(GateFunction.Relu),
            "AFFINE" => new(GateFunction.Affine, Next(alphas, 1), Next(betas, 0)),
            "LEAKYRELU" => new(GateFunction.LeakyRelu, Next(alphas, 0.01f)),
            "THRESHOLDEDRELU" => new(GateFunction.ThresholdedRelu, Next(alphas, 1)),
            "SCALEDTANH" => new(GateFunction.ScaledTanh, Next(alphas, 1), Next(betas, 1)),
            "HARDSIGMOID" => new(GateFunction.HardSigmoid, Next(alphas, 0.2f), Next(betas, 0.5f)),
            "ELU" => new(GateFunction.Elu, Next(alphas, 1)),
            "SOFTSIGN" => new(GateFunction.Softsign),
            "SOFTPLUS" => new(GateFunction.Softplus),
            _ => throw new UnsupportedException($"the activation {DataName.Quote(name)}"),
        };
    }
}
