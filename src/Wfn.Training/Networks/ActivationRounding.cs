using System.Numerics;
using System.Runtime.InteropServices;
using Wfn.Calibration;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>
/// Activations as fixed-point code has them: rounded to and saturated at their integer formats in the forward pass, while the gradient
/// passes the rounding by and stops at the saturation (the straight-through estimator).
/// </summary>
internal sealed class ActivationRounding
{
    private readonly IReadOnlyDictionary<string, FixedPointFormat> formats;

    private ActivationRounding(IReadOnlyDictionary<string, FixedPointFormat> formats) => this.formats = formats;

    /// <summary>Chooses formats by what activations are on samples, as calibration will for the finished network.</summary>
    /// <param name="network">The network with its present weights and statistics.</param>
    /// <param name="weights">Its weights: those for the codebook are on one.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="bits">The width of ordinary activations.</param>
    /// <exception cref="Diagnostics.WfnException">An activation is not finite (WFN3001), or no format passes the overflow proof (WFN4001).</exception>
    public static ActivationRounding Of(TorchNetwork network, WeightVector weights, BatchLoader samples, int bits)
    {
        var observer = new ActivationObserver();
        string[] names = [.. network.Graph.Inputs.Select(input => input.Name), .. network.Graph.Nodes.SelectMany(node => node.OutputNames)];
        network.IsTraining = false;
        network.Rounding = null;
        using (no_grad())
        {
            foreach (var (batch, _) in samples.InOrder())
            {
                using var scope = NewDisposeScope();
                foreach (var (name, values) in network.Forward(batch, names))
                {
                    observer.Observe(name, TorchNetwork.Values(values.cpu().contiguous()));
                }
            }
        }

        var graph = network.ToGraph();
        var codebook = Codebook.FromValues(weights.Values.Take(weights.CodebookLength));
        var assigned = FormatCalibration.Assign(graph, observer, bits, codebook);
        var index = new GraphIndex(graph);
        return new ActivationRounding(assigned
            .Where(format => IsRounded(format.Value, index))
            .ToDictionary(format => format.Value, format => format.Format, StringComparer.Ordinal));
    }

    /// <summary>An activation in its format.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values.</param>
    public Tensor Apply(string name, Tensor values)
    {
        if (!formats.TryGetValue(name, out var format))
        {
            return values;
        }

        var scale = FixedPointRounding.PowerOfTwo(format.FractionBits);
        var saturated = values.clamp(format.Minimum / scale, format.Maximum / scale);
        return saturated + Error(saturated, scale);
    }

    // What only moves keeps its values, and what only a clamp reads is rounded once, behind the clamp.
    private static bool IsRounded(string name, GraphIndex index)
    {
        var isMoved = index.Producer(name) is { } producer && Behaviour(producer, index).KeepsFormat;
        var readers = index.Consumers(name);
        return !isMoved && (index.IsOutput(name) || readers.Count == 0 || readers.Any(reader => !Behaviour(reader, index).IsClamp));
    }

    private static FormatBehaviour Behaviour(Node node, GraphIndex index) => OperatorDefinition.Of(node).Formats(node, index);

    private static Tensor Error(Tensor values, double scale)
    {
        using var noGradients = no_grad();
        if (values.device_type != TorchSharp.DeviceType.CPU)
        {
            return (values * scale).round_().div_(scale).sub_(values);
        }

        // One pass over the memory instead of four.
        var source = values.detach().contiguous();
        var error = empty_like(source);
        Error(TorchNetwork.Values(source), TorchNetwork.Values(error), (float)scale);
        return error;
    }

    private static void Error(ReadOnlySpan<float> values, Span<float> error, float scale)
    {
        var unscale = 1 / scale;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var results = MemoryMarshal.Cast<float, Vector<float>>(error);
        for (var i = 0; i < vectors.Length; i++)
        {
            var scaled = vectors[i] * scale;
            var half = Vector.CopySign(new Vector<float>(0.5f), scaled);
            results[i] = (Vector.Truncate(scaled + half) * unscale) - vectors[i];
        }

        for (var i = vectors.Length * Vector<float>.Count; i < values.Length; i++)
        {
            error[i] = (MathF.Round(values[i] * scale, MidpointRounding.AwayFromZero) * unscale) - values[i];
        }
    }
}
