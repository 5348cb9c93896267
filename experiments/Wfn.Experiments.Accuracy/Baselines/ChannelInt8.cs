using System.Diagnostics;
using Wfn.Experiments.Accuracy.Methods;
using Wfn.Experiments.Accuracy.Quantization;

namespace Wfn.Experiments.Accuracy.Baselines;

/// <summary>Eight bits with a scale for each output channel, as most runtimes quantise, without training.</summary>
internal sealed class ChannelInt8 : IMethod
{
    private const int Largest = 127;

    /// <inheritdoc/>
    public string Name => "int8-channel";

    /// <inheritdoc/>
    public string Description =>
        "Symmetric int8, a scale for each output channel (its largest magnitude is 127), nearest value, not retrained; "
            + "biases and batch norm stay float.";

    /// <inheritdoc/>
    public int Seeds => 1;

    /// <inheritdoc/>
    public MethodOutcome Run(MethodTask task)
    {
        var watch = Stopwatch.StartNew();
        var bits = 0L;
        var parameters = task.Graph.Parameters.Select(parameter =>
        {
            if (!RetrainedQuantization.IsQuantized(parameter))
            {
                bits += parameter.IsFixable ? 32L * parameter.Values.Count : 0;
                return parameter;
            }

            var (values, stored) = Quantize(parameter.Values.AsSpan(), parameter.Shape[0]);
            bits += stored.Bits;
            return parameter with { Values = EquatableArray.TakeOwnership(values) };
        }).ToArray();
        return new MethodOutcome
        {
            Graph = task.Graph with { Parameters = EquatableArray.TakeOwnership(parameters) },
            PayloadBits = bits,
            Epochs = 0,
            Seconds = watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>Quantises a tensor.</summary>
    /// <param name="weights">Its weights, channel after channel.</param>
    /// <param name="channels">The number of channels.</param>
    public static (float[] Values, QuantizedTensor Stored) Quantize(ReadOnlySpan<float> weights, int channels)
    {
        var (values, indices) = (new float[weights.Length], new ushort[weights.Length]);
        var length = weights.Length / channels;
        for (var start = 0; start < weights.Length; start += length)
        {
            var channel = weights.Slice(start, length);
            var scale = 0f;
            foreach (var weight in channel)
            {
                scale = Math.Max(scale, Math.Abs(weight) / Largest);
            }

            for (var i = start; i < start + length; i++)
            {
                var level = scale == 0 ? 0 : (int)Math.Round(weights[i] / scale);
                values[i] = scale * level;
                indices[i] = (ushort)(level + Largest);
            }
        }

        return (values, new QuantizedTensor(indices, (2 * Largest) + 1, channels, null));
    }
}
