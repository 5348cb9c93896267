using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>
/// Long short-term memory over steps that lie on axis 1, or on axis 0 if an option says so; its states are zero at first.
/// </summary>
internal sealed class UnidirectionalSequenceLstmOperator() : TfLiteOperator(
    "UNIDIRECTIONAL_SEQUENCE_LSTM",
    "long short-term memory",
    "projections, normalised gates, clipped cells, and functions but tanh; states kept from call to call")
{
    // Inputs by the schema's numbers: a weight or bias for the gates in, forget, cell and out.
    private const int InputWeights = 1;
    private const int RecurrentWeights = 5;
    private const int Peepholes = 9;
    private const int Biases = 12;
    private const int Projection = 16;
    private const int NormalisedGates = 20;
    private const int Tanh = 4;

    // The network's order of gates: in, out, forget, cell.
    private static readonly int[] GateOrder = [0, 3, 1, 2];

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        Require(!node.HasInput(Projection) && !node.HasInput(Projection + 1), "a projection");
        Require(!Enumerable.Range(NormalisedGates, 4).Any(node.HasInput), "normalised gates");
        Require(node.Number(1) == 0 && node.Number(2) == 0, "clipped cells");
        Require(node.Choice(0) == Tanh, $"the function number {node.Choice(0)}");
        var given = graph.Activation(node, 0);
        node.RequireRank(given, 3);
        var x = graph.InOrder(node, given, node.Flag(3) ? [0, 1, 2] : [1, 0, 2]);
        if (x.BatchAxis is 0 or 2)
        {
            throw new UnsupportedException("along the batch");
        }

        var inputs = Weights(node, InputWeights, "input weights");
        var recurrent = Weights(node, RecurrentWeights, "recurrent weights");
        var hidden = recurrent[1].Tensor.Extents[1];
        RequireExtents(node, inputs, hidden, x.Shape[2]);
        RequireExtents(node, recurrent, hidden, hidden);
        string?[] operands =
        [
            x.Name,
            Joined(node, graph, "weights", ParameterRole.Weight, inputs, [4 * hidden, x.Shape[2]]),
            Joined(node, graph, "recurrent", ParameterRole.Weight, recurrent, [4 * hidden, hidden]),
            Bias(node, graph, hidden),
            null,
            null,
            PeepholesOf(node, graph, hidden),
        ];
        var y = graph.Step(node, "lstm", (name, output) => new RecurrentNode
        {
            Name = name,
            Inputs = operands.Take(Array.FindLastIndex(operands, operand => operand is not null) + 1)
                .Select(operand => operand ?? Node.LeftOut).ToEquatableArray(),
            Output = output,
            Cell = RecurrentCell.Lstm,
            Activations = RecurrentCell.Lstm.Activations,
        });
        graph.Result(node, new LaidOutValue(y, node.Flag(3) ? [0, 1, 2] : [1, 0, 2]));
    }

    private static void Require(bool isMet, string what)
    {
        if (!isMet)
        {
            throw new UnsupportedException(what);
        }
    }

    // The weights of the four gates. Without those of the first, it lets in what the second does not keep: 1 − σ(x) is σ(−x).
    private static ConstantValue[] Weights(TfLiteNode node, int first, string what)
    {
        var forget = node.Floats(first + 1, what);
        return
        [
            HasInputGate(node) ? node.Floats(first, what) : forget with { Tensor = Negated(forget.Tensor) },
            forget,
            node.Floats(first + 2, what),
            node.Floats(first + 3, what),
        ];
    }

    private static bool HasInputGate(TfLiteNode node) => node.HasInput(InputWeights);

    private static ConstantTensor Negated(ConstantTensor tensor) =>
        ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select(value => -value)]);

    private static void RequireExtents(TfLiteNode node, ConstantValue[] gates, int rows, int columns)
    {
        if (Array.Exists(gates, gate => gate.Tensor.Rank != 2 || gate.Tensor.Extents[0] != rows || gate.Tensor.Extents[1] != columns))
        {
            throw node.Invalid($"has weights that are not all [{rows}, {columns}]");
        }
    }

    private static string Joined(TfLiteNode node, TfLiteGraph graph, string part, ParameterRole role, ConstantValue[] gates, int[] extents)
    {
        graph.Budget.ReserveConstant(node, extents);
        return graph.Builder.Parameter(node, part, role, extents, [.. GateOrder.SelectMany(gate => gates[gate].Tensor.Floats)]);
    }

    private static string? Bias(TfLiteNode node, TfLiteGraph graph, int hidden)
    {
        if (!node.HasInput(Biases + 1))
        {
            return null;
        }

        var biases = Weights(node, Biases, "biases");
        return Array.TrueForAll(biases, bias => bias.Tensor.Count == hidden)
            ? Joined(node, graph, "bias", ParameterRole.Bias, biases, [4 * hidden])
            : throw node.Invalid($"has biases of other than {hidden} values");
    }

    // The network's order: in, out, forget.
    private static string? PeepholesOf(TfLiteNode node, TfLiteGraph graph, int hidden)
    {
        if (!node.HasInput(Peepholes + 1))
        {
            return null;
        }

        var forget = node.Floats(Peepholes + 1, "peepholes");
        ConstantTensor[] gates =
        [
            HasInputGate(node) ? node.Floats(Peepholes, "peepholes").Tensor : Negated(forget.Tensor),
            node.Floats(Peepholes + 2, "peepholes").Tensor,
            forget.Tensor,
        ];
        return Array.TrueForAll(gates, gate => gate.Count == hidden)
            ? graph.Builder.Parameter(node, "peepholes", ParameterRole.Constant, [3 * hidden], [.. gates.SelectMany(gate => gate.Floats)])
            : throw node.Invalid($"has peepholes of other than {hidden} values");
    }
}
