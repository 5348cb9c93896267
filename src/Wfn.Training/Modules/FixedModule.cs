using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Training.Modules;

/// <summary>What a module's weights were fixed to.</summary>
public sealed record FixedModule
{
    /// <summary>The codebook that its weights are on.</summary>
    public required Codebook Codebook { get; init; }

    /// <summary>What the weights on the codebook come to.</summary>
    public required CodebookStatistics Statistics { get; init; }

    /// <summary>The values of each parameter, by the module's names.</summary>
    public required IReadOnlyDictionary<string, EquatableArray<float>> Parameters { get; init; }

    /// <summary>Mean loss of the last epoch; NaN when nothing was trained.</summary>
    public required double Loss { get; init; }

    /// <summary>The network of an ONNX file whose parameters have the module's names, with these values.</summary>
    /// <param name="graph">The imported network, its batch norms kept.</param>
    /// <exception cref="WfnException">A parameter is missing here, or has another number of values (WFN3004).</exception>
    public NetworkGraph ApplyTo(NetworkGraph graph) => graph with
    {
        Parameters = graph.Parameters.Select(parameter => parameter.IsFixable ? Replace(parameter) : parameter).ToEquatableArray(),
    };

    private Parameter Replace(Parameter parameter)
    {
        if (!Parameters.TryGetValue(parameter.Name, out var values) || values.Count != parameter.Values.Count)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption,
                $"the module has no parameter {DataName.Quote(parameter.Name)} of {parameter.Values.Count} values, which the network has");
        }

        return parameter with { Values = values };
    }
}
