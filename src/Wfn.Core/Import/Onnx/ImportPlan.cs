using Wfn.Diagnostics;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx;

/// <summary>What of a model is read at all, the same under every assumption of the batch.</summary>
internal sealed class ImportPlan
{
    /// <summary>Plans an import.</summary>
    /// <exception cref="WfnException">An option does not fit the model (WFN3004), or the graph contradicts itself (WFN1006).</exception>
    public ImportPlan(GraphProto graph, Initialisers initialisers, ImportOptions options)
    {
        string[] listed = [.. graph.Output.Select(output => output.Name)];
        Outputs = WantedOutputs.Of(options, listed);
        if (listed.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new WfnException(DiagnosticCodes.InvalidGraph, $"the output {DataName.Quote(twice.Key)} is listed twice");
        }

        Known = new HashSet<string>(initialisers.Names.Concat(initialisers.Inputs.Select(input => input.Name)), StringComparer.Ordinal);
        Order = NodeOrder.Sort(graph, Known.Contains, Outputs);
        Values = new InputValues(options, initialisers.Inputs);
        var pinned = new HashSet<string>(Values.All.Select(value => value.Input), StringComparer.Ordinal);

        // All inputs, but where only some outputs are wanted those that they need.
        var needed = new HashSet<string>(
            Order.SelectMany(node => Inlining.Reads(graph.Node[node])).Concat(Outputs), StringComparer.Ordinal);
        Inputs = [.. initialisers.Inputs.Where(
            input => !pinned.Contains(input.Name) && (options.Outputs.IsEmpty || needed.Contains(input.Name)))];
        Shapes = new InputShapes(options, Inputs);
    }

    /// <summary>The names of the outputs that are wanted.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The names of what is there before any node runs.</summary>
    public ISet<string> Known { get; }

    /// <summary>The nodes that the outputs need, each after those it reads from.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The inputs of the network.</summary>
    public IReadOnlyList<DeclaredInput> Inputs { get; }

    /// <summary>The inputs that are constants.</summary>
    public InputValues Values { get; }

    /// <summary>The shapes of the inputs.</summary>
    public InputShapes Shapes { get; }
}
