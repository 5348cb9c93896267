using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>What of a model is read at all, the same under every assumption of the batch.</summary>
internal sealed class TfLitePlan
{
    /// <summary>Plans an import.</summary>
    /// <exception cref="WfnException">An option does not fit the model (WFN3004), or the graph contradicts itself (WFN1006).</exception>
    public TfLitePlan(TfLiteModel model, ImportOptions options)
    {
        Names = UniqueNamesOf(model.Main, model.SignatureNames);
        var main = model.Main;
        if (main.Inputs.Distinct().Count() < main.Inputs.Length)
        {
            throw new WfnException(DiagnosticCodes.InvalidGraph, "an input is listed twice");
        }

        var wanted = WantedOutputs.Of(options, [.. main.Outputs.Select(output => Names[output])]);
        Outputs = options.Outputs.IsEmpty ? main.Outputs : [.. wanted.Select(name => Array.Find(main.Outputs, output => Names[output] == name))];
        Operations = LiveNodes.Of(main, Outputs);
        Read = new HashSet<int>(Operations.SelectMany(operation => operation.Inputs).Concat(Outputs));

        Values = new InputValues(options, [.. main.Inputs.Select(input => Declared(main.Tensors[input], Names[input]))]);
        var pinned = new HashSet<string>(Values.All.Select(value => value.Input), StringComparer.Ordinal);

        // All inputs, but where only some outputs are wanted those that they need.
        Inputs = [.. main.Inputs.Where(input => !pinned.Contains(Names[input]) && (options.Outputs.IsEmpty || Read.Contains(input)))];
        Shapes = new InputShapes(options, [.. Inputs.Select(input => Declared(main.Tensors[input], Names[input]))]);
    }

    /// <summary>Unique names of all tensors.</summary>
    public string[] Names { get; }

    /// <summary>The outputs that are wanted, as indices of tensors.</summary>
    public int[] Outputs { get; }

    /// <summary>The inputs of the network, as indices of tensors.</summary>
    public int[] Inputs { get; }

    /// <summary>The tensors that a node which is needed reads, or the network gives.</summary>
    public ISet<int> Read { get; }

    /// <summary>The inputs that are constants.</summary>
    public InputValues Values { get; }

    /// <summary>The shapes of the inputs.</summary>
    public InputShapes Shapes { get; }

    /// <summary>The nodes that the outputs need, in the order that they run in.</summary>
    public IReadOnlyList<TfLiteOperation> Operations { get; }

    private static DeclaredInput Declared(TfLiteTensor tensor, string name)
    {
        var shape = tensor.Signature is { } signature && signature.Length == tensor.Shape.Length ? signature : tensor.Shape;
        return new DeclaredInput(
            name,
            shape.Select(extent => extent <= 0 ? TensorShape.Dynamic : extent).ToEquatableArray(),
            tensor.IsReal || GivenType.Of(tensor) is not null ? null : tensor.Type.ToString())
        {
            IntegerType = tensor.IsReal || GivenType.Of(tensor) is null ? null : tensor.Type.ToString(),
        };
    }

    // Unique names of all tensors: the author's of inputs and outputs, where a signature gives some.
    private static string[] UniqueNamesOf(TfLiteSubgraph main, IReadOnlyDictionary<int, string> given)
    {
        var unique = new UniqueNames();
        var names = new string[main.Tensors.Length];
        foreach (var tensor in main.Inputs.Concat(main.Outputs).Distinct())
        {
            names[tensor] = unique.Make(
                given.TryGetValue(tensor, out var name) && name.Length > 0 ? name : Named(tensor));
        }

        for (var tensor = 0; tensor < names.Length; tensor++)
        {
            names[tensor] ??= unique.Make(Named(tensor));
        }

        return names;

        string Named(int tensor) => main.Tensors[tensor].Name.Length > 0 ? main.Tensors[tensor].Name : $"tensor_{tensor}";
    }
}
