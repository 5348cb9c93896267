using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Fixing;

/// <summary>The statistics of a fixed network's weights.</summary>
/// <param name="Total">Of all weights on the codebook.</param>
/// <param name="Tensors">Of each parameter on the codebook, in the graph's order.</param>
public sealed record NetworkStatistics(CodebookStatistics Total, EquatableArray<TensorStatistics> Tensors)
{
    /// <summary>The statistics of a network that was fixed.</summary>
    public static NetworkStatistics Of(FixedNetwork network) => Of(network.Graph, network.Codebook, network.LeftOut);

    /// <summary>The statistics of a network on a codebook.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="codebook">The codebook.</param>
    /// <param name="leftOut">The fixable parameters that are not on it.</param>
    /// <exception cref="ArgumentException">A weight is not on the codebook.</exception>
    public static NetworkStatistics Of(NetworkGraph graph, Codebook codebook, IEnumerable<string> leftOut)
    {
        var excluded = new HashSet<string>(leftOut, StringComparer.Ordinal);
        var total = new long[codebook.Count];
        var tensors = new List<TensorStatistics>();
        foreach (var parameter in graph.Parameters)
        {
            if (!parameter.IsFixable || excluded.Contains(parameter.Name))
            {
                continue;
            }

            var counts = CodebookStatistics.Count(codebook, parameter.Values.AsSpan());
            for (var i = 0; i < counts.Length; i++)
            {
                total[i] += counts[i];
            }

            tensors.Add(new TensorStatistics(parameter.Name, CodebookStatistics.Of(codebook, counts)));
        }

        return new NetworkStatistics(CodebookStatistics.Of(codebook, total), tensors.ToEquatableArray());
    }
}

/// <summary>The statistics of one parameter.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Statistics">Its statistics.</param>
public sealed record TensorStatistics(string Name, CodebookStatistics Statistics);
