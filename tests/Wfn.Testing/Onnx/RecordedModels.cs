using Wfn.Reference;

namespace Wfn.Testing.Onnx;

/// <summary>Models of tests/RecordedModels, which tools/Wfn.RecordedModels makes: inputs, and what ONNX Runtime made of them.</summary>
internal static class RecordedModels
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetDirectories(Repository.PathTo("tests/RecordedModels")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

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
    public static float Tolerance(string name) => name == "network-qdq" ? 0.02f : 1e-5f;

    private static OperatorCase Read(string name)
    {
        var folder = Repository.PathTo($"tests/RecordedModels/{name}");
        return new OperatorCase(name, folder, folder);
    }
}
