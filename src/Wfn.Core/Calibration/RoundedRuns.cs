using Wfn.Artifact;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Calibration;

/// <summary>Samples on their way through a network in float32, beside others whose activations are rounded to integer formats.</summary>
internal sealed class RoundedRuns
{
    private readonly GraphIndex index;
    private readonly SampleRuns original;

    /// <param name="index">The network, of one sample.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="count">How many of them run.</param>
    /// <param name="threads">The most threads, 0 for one a core.</param>
    public RoundedRuns(GraphIndex index, InputSamples samples, int count, int threads)
    {
        this.index = index;
        original = new SampleRuns(index, samples, count, threads);
        foreach (var node in index.Graph.Nodes)
        {
            original.Run(node, index);
        }
    }

    /// <summary>How much rounding some activations changes the outputs; the mean over outputs, as for weights.</summary>
    /// <param name="formats">The activations that are rounded, with their formats.</param>
    public double Change(IEnumerable<ActivationFormat> formats)
    {
        var formatOf = formats.ToDictionary(format => format.Value, format => format.Format, StringComparer.Ordinal);
        var rounded = original.Fork();
        foreach (var input in index.Graph.Inputs)
        {
            Round(input.Name);
        }

        foreach (var node in index.Graph.Nodes)
        {
            rounded.Run(node, index);
            foreach (var output in node.OutputNames)
            {
                Round(output);
            }
        }

        string[] outputs =
        [
            .. index.Graph.Outputs.Select(output => output.Name).Where(name => index.Element(name) == ElementType.Float32),
        ];
        var change = outputs.Length == 0 ? 0 : outputs.Average(name => Math.Sqrt(OutputError.Relative(original, rounded, name)));
        rounded.Free();
        return change;

        void Round(string name)
        {
            if (index.Element(name) == ElementType.Float32 && formatOf.TryGetValue(name, out var format))
            {
                rounded.Change(name, value => FixedPointRounding.Dequantize(FixedPointRounding.Quantize(value, format), format));
            }
        }
    }
}
