using Wfn.Graph;

namespace Wfn.Core.Tests.Fixing.Compensation;

/// <summary>Networks whose weights are on no codebook yet: those of other tests are drawn as fixing leaves them.</summary>
internal static class UnfixedNetworks
{
    public static NetworkGraph KeywordSpotting { get; } = Of(RandomNetworks.KeywordSpotting());

    public static NetworkGraph Autoencoder { get; } = Of(RandomNetworks.Autoencoder());

    public static NetworkGraph Small { get; } = Of(SmallNetwork.Create());

    // Variances are positive in networks that were trained.
    private static NetworkGraph Of(NetworkGraph graph)
    {
        var random = new Random(5);
        return graph with
        {
            Parameters = graph.Parameters.Select(parameter => parameter with
            {
                Values = parameter.Values.Select(value => parameter.Role switch
                {
                    ParameterRole.Statistic => Math.Abs(value) + 0.1f,
                    ParameterRole.Constant => value,
                    _ => (float)(value * (0.7 + (0.6 * random.NextDouble()))),
                }).ToEquatableArray(),
            }).ToEquatableArray(),
        };
    }
}
