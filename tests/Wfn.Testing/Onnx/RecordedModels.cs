using Wfn.Reference;

namespace Wfn.Testing.Onnx;

/// <summary>Models of tests/RecordedModels, which tools/Wfn.RecordedModels makes: inputs, and what ONNX Runtime made of them.</summary>
internal static class RecordedModels
{
    private const float MostRounded = 0.02f;

    // Inputs rounded to 8 bits before sums of products of up to 12.
    private const float MostOfSums = 0.06f;

    // Two steps of its result, of 90 that there are: it rounds five times on the way.
    private const float MostOfNetwork = 0.25f;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetDirectories(Repository.PathTo("tests/RecordedModels")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>Those that generated code is compiled of: another type or function of the same operator makes the same nodes.</summary>
    public static IReadOnlyList<string> Compiled { get; } =
    [
        .. All.Where(name => !name.EndsWith("-signed", StringComparison.Ordinal)
            && (!name.StartsWith("microsoft-fusedconv-", StringComparison.Ordinal) || name.EndsWith("-sum", StringComparison.Ordinal))),
    ];

    /// <summary>Imports a model; every input of it is one of the network.</summary>
    /// <exception cref="Wfn.Diagnostics.WfnException">It is not supported.</exception>
    public static OperatorNetwork Import(string name)
    {
        var recorded = Read(name);
        return recorded.Import(keepsTypes: true, recorded.AllOperands);
    }

    /// <summary>Runs a model through the float reference.</summary>
    public static void Run(string name)
    {
        var network = Import(name);
        var inputs = network.Graph.Inputs.Zip(network.Inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
        var outputs = new FloatExecutor(network.Graph).Run(inputs, network.Batch);
        network.Check([.. network.Graph.Outputs.Select(o => outputs[o.Name])], Tolerance(name));
    }

    /// <summary>How far a value may be off, as a part of it: numbers that a model rounds to scales are real numbers in ours.</summary>
    public static float Tolerance(string name) => name == "microsoft-network" ? MostOfNetwork
        : name.StartsWith("microsoft-rounded-sums", StringComparison.Ordinal) ? MostOfSums
        : name == "network-qdq" || name.StartsWith("microsoft-rounded", StringComparison.Ordinal) ? MostRounded
        : 1e-5f;

    private static OperatorCase Read(string name)
    {
        var folder = Repository.PathTo($"tests/RecordedModels/{name}");
        return new OperatorCase(name, folder, folder);
    }
}
