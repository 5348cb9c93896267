using Wfn.Diagnostics;
using Wfn.Graph.Nodes;

namespace Wfn.Graph.Rewrites;

/// <summary>
/// Folds a batch norm into the convolution or fully connected layer in front of it: with s = γ/√(σ² + ε), W′ = s·W and
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
            }
            else
            {
                producers.Add(node.Output, nodes.Count);
                nodes.Add(node);
            }
        }

        return graph with { Nodes = nodes.ToEquatableArray(), Parameters = edits.All };
    }

    private static bool CanFold(GraphIndex index, Node layer, BatchNormNode norm)
    {
        // Of a fully connected layer the channels are its outputs only where there is no axis between them and the batch.
        var hasChannels = layer is ConvolutionNode || (layer is LinearNode && index.Shape(norm.Output).Rank == 2);
        return hasChannels && index.Consumers(norm.Inputs[0]).Count == 1 && !index.IsOutput(norm.Inputs[0]);
    }

    private static Node Fold(ParameterEdits edits, Node layer, BatchNormNode norm)
    {
        var (weightName, biasName) = layer switch
        {
            ConvolutionNode convolution => (convolution.Weight, convolution.Bias),
            LinearNode linear => (linear.Weight, linear.Bias),
            _ => throw new InvalidOperationException("only layers with weights take up a batch norm"),
        };
        var weight = edits.Find(weightName)!;
        var bias = biasName is null ? null : edits.Find(biasName);
        var scale = edits.Find(norm.Scale)!;
        var shift = edits.Find(norm.Shift)!;
        var mean = edits.Find(norm.Mean)!;
        var variance = edits.Find(norm.Variance)!;

        var outputs = weight.Shape[0];
        var inputs = weight.Shape.ElementCount / outputs;
        var weights = new float[weight.Shape.ElementCount];
        var biases = new float[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var factor = scale.Values[output] / Math.Sqrt((double)variance.Values[output] + norm.Epsilon);
            for (var i = output * inputs; i < (output + 1) * inputs; i++)
            {
                weights[i] = Finite(norm, weight.Values[i] * factor);
            }

            var before = bias is null ? 0.0 : bias.Values[output];
            biases[output] = Finite(norm, ((before - mean.Values[output]) * factor) + shift.Values[output]);
        }

        foreach (var name in NodeParameters.Of(layer).Concat(NodeParameters.Of(norm)))
        {
            edits.Release(name);
        }

        var foldedWeight = edits.Replace(weightName, weight with { Values = new EquatableArray<float>(weights) });
        var foldedBias = edits.Replace(
            biasName ?? norm.Shift,
            new Parameter("", ParameterRole.Bias, TensorShape.Of(outputs), new EquatableArray<float>(biases)));
        return layer switch
        {
            ConvolutionNode convolution => convolution with { Weight = foldedWeight, Bias = foldedBias, Output = norm.Output },
            LinearNode linear => linear with { Weight = foldedWeight, Bias = foldedBias, Output = norm.Output },
            _ => throw new InvalidOperationException("only layers with weights take up a batch norm"),
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
