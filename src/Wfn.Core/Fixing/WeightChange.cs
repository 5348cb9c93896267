using Wfn.Graph;
using Wfn.Operators.Rewrites;

namespace Wfn.Fixing;

/// <summary>How far fixing moved the weights, without a look at what that does to the network's answers.</summary>
public static class WeightChange
{
    /// <summary>The length of the move of all weights as a part of the length of the weights: 0 for none, 1 where all became zero.</summary>
    /// <param name="before">The network as it was.</param>
    /// <param name="after">The same network with fixed weights; parameters are matched by name.</param>
    /// <returns>√(Σ (w′ − w)² / Σ w²); 0 for a network without weights.</returns>
    public static double Relative(NetworkGraph before, NetworkGraph after)
    {
        var originals = EvenScales.Like(before, after).Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var (moved, length) = (0.0, 0.0);
        foreach (var parameter in after.Parameters.Where(parameter => parameter.IsFixable && originals.ContainsKey(parameter.Name)))
        {
            var weights = originals[parameter.Name].Values.AsSpan();
            var fixedWeights = parameter.Values.AsSpan();
            for (var i = 0; i < weights.Length; i++)
            {
                var move = (double)fixedWeights[i] - weights[i];
                moved += move * move;
                length += (double)weights[i] * weights[i];
            }
        }

        return length == 0 ? 0 : Math.Sqrt(moved / length);
    }
}
