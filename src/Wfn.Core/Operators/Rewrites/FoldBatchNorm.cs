using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Operators.Rewrites;

/// <summary>
/// Folds a batch norm into the weighted sum before it: with s = γ/√(σ² + ε), W′ = s·W and
/// b′ = s·(b − μ) + β for each output channel. Computed in double precision, rounded once.
/// </summary>
public static class FoldBatchNorm
{
    /// <summary>The network with such batch norms folded; one whose input comes from elsewhere, or is read elsewhere, too, is kept.</summary>
    /// <exception cref="WfnException">A folded value is beyond float32 (WFN1004).</exception>
    public static NetworkGraph Apply(NetworkGraph graph)
    {
        var index = new GraphIndex(graph);
        var edits = new ParameterEdits(graph);
        var nodes = new List<Node>();
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (node is BatchNormNode norm
                && producers.TryGetValue(norm.Inputs[0], out var layer)
                && CanFold(index, nodes[layer], norm))
            {
                nodes[layer] = Fold(edits, nodes[layer], norm);
                producers.Add(norm.Output, layer);
                continue;
            }

            foreach (var output in node.OutputNames)
            {
                producers.Add(output, nodes.Count);
            }

            nodes.Add(node);
        }

        return graph with { Nodes = nodes.ToEquatableArray(), Parameters = edits.All };
    }

    private static bool CanFold(GraphIndex index, Node layer, BatchNormNode norm) =>
        OperatorDefinition.Of(layer).WeightedSum is { } sum
        && index.FindParameter(layer.Inputs[sum.Weight]) is not null
        && sum.ChannelAxis(index.Shape(norm.Output).Rank) == norm.Axis
        && index.Consumers(norm.Inputs[0]).Count == 1 && !index.IsOutput(norm.Inputs[0]);

    private static Node Fold(ParameterEdits edits, Node layer, BatchNormNode norm)
    {
        var sum = OperatorDefinition.Of(layer).WeightedSum!;
        var weightName = layer.Inputs[sum.Weight];
        var biasName = layer.HasInput(sum.Bias) ? layer.Inputs[sum.Bias] : null;
        var weight = edits.Find(weightName)!;
        var bias = biasName is null ? null : edits.Find(biasName);
        var scale = edits.Find(norm.Scale)!;
        var shift = edits.Find(norm.Shift)!;
        var mean = edits.Find(norm.Mean)!;
        var variance = edits.Find(norm.Variance)!;

        var outputs = scale.Shape[0];
        var factors = new double[outputs];
        var biases = new float[outputs];
        for (var output = 0; output < outputs; output++)
        {
            factors[output] = scale.Values[output] / Math.Sqrt((double)variance.Values[output] + norm.Epsilon);
            var before = bias is null ? 0.0 : bias.Values[output];
            biases[output] = Finite(norm, ((before - mean.Values[output]) * factors[output]) + shift.Values[output]);
        }

        var axis = layer.Signature.Operands[sum.Weight].OutputAxis;
        var inner = Indexing.RowMajor.Count(weight.Shape, axis + 1, weight.Shape.Rank);
        var weights = new float[weight.Shape.ElementCount];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Finite(norm, weight.Values[i] * factors[i / inner % outputs]);
        }

        foreach (var name in layer.InputNames.Concat(norm.InputNames))
        {
            edits.Release(name);
        }

        var foldedWeight = edits.Replace(weightName, weight with { Values = new EquatableArray<float>(weights) });
        var foldedBias = edits.Replace(
            biasName ?? norm.Shift,
            new Parameter("", ParameterRole.Bias, TensorShape.Of(outputs), new EquatableArray<float>(biases)));
        return layer with
        {
            Inputs = layer.Inputs.With(sum.Weight, foldedWeight).With(sum.Bias, foldedBias),
            Outputs = norm.Outputs,
        };
    }

    private static float Finite(BatchNormNode norm, double value)
    {
        var single = (float)value;
        return float.IsNaN(single) || float.IsInfinity(single)
            ? throw new WfnException(
                DiagnosticCodes.NonFiniteWeight,
                $"folding the batch norm {DataName.Quote(norm.Name)} gives a weight beyond float32; keep it unfolded")
            : single;
    }
}
