using Wfn.Graph;

namespace Wfn.Experiments.Accuracy.Statistics;

/// <summary>How many different values all weights of a network take, and how evenly, as the paper counts them.</summary>
/// <param name="Weights">All weights: of convolutions and fully connected layers, biases, batch norm's scales and shifts.</param>
/// <param name="Unique">Different float32 values among them, zero included.</param>
/// <param name="EntropyBits">The entropy of their distribution, bits a weight.</param>
internal sealed record ValueCounts(int Weights, int Unique, double EntropyBits)
{
    /// <summary>Counts a network's.</summary>
    public static ValueCounts Of(NetworkGraph graph)
    {
        var counts = new Dictionary<float, int>();
        var total = 0;
        foreach (var value in graph.Parameters.Where(parameter => parameter.IsFixable).SelectMany(parameter => parameter.Values))
        {
            // Both zeros are one value.
            counts[value + 0f] = counts.GetValueOrDefault(value + 0f) + 1;
            total++;
        }

        return new ValueCounts(
            total, counts.Count, counts.Values.Order().Sum(count => -(double)count / total * Math.Log2((double)count / total)));
    }
}
