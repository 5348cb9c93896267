using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>What of a model is read at all, the same under every assumption of the batch.</summary>
internal sealed class TfLitePlan
{
    private readonly bool[] live;

    /// <summary>Plans an import.</summary>
    /// <exception cref="WfnException">An option does not fit the model (WFN3004), or the graph contradicts itself (WFN1006).</exception>
    public TfLitePlan(TfLiteModel model, ImportOptions options)
    {
        Names = UniqueNamesOf(model);
        if (model.Inputs.Distinct().Count() < model.Inputs.Length)
        {
            throw new WfnException(DiagnosticCodes.InvalidGraph, "an input is listed twice");
        }

        var wanted = WantedOutputs.Of(options, [.. model.Outputs.Select(output => Names[output])]);
        Outputs = options.Outputs.IsEmpty ? model.Outputs : [.. wanted.Select(name => Array.Find(model.Outputs, output => Names[output] == name))];
        live = Live(model, Outputs);
        Read = new HashSet<int>(Operations(model).SelectMany(operation => operation.Inputs).Concat(Outputs));

        Values = new InputValues(options, [.. model.Inputs.Select(input => Declared(model.Tensors[input], Names[input]))]);
        var pinned = new HashSet<string>(Values.All.Select(value => value.Input), StringComparer.Ordinal);

        // All inputs, but where only some outputs are wanted those that they need.
        Inputs = [.. model.Inputs.Where(input => !pinned.Contains(Names[input]) && (options.Outputs.IsEmpty || Read.Contains(input)))];
        Shapes = new InputShapes(options, [.. Inputs.Select(input => Declared(model.Tensors[input], Names[input]))]);
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
    public IEnumerable<TfLiteOperation> Operations(TfLiteModel model) => model.Operations.Where((_, node) => live[node]);

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
    private static string[] UniqueNamesOf(TfLiteModel model)
    {
        var unique = new UniqueNames();
        var names = new string[model.Tensors.Length];
        foreach (var tensor in model.Inputs.Concat(model.Outputs).Distinct())
        {
            names[tensor] = unique.Make(
                model.SignatureNames.TryGetValue(tensor, out var given) && given.Length > 0 ? given : Named(tensor));
        }

        for (var tensor = 0; tensor < names.Length; tensor++)
        {
            names[tensor] ??= unique.Make(Named(tensor));
        }

        return names;

        string Named(int tensor) => model.Tensors[tensor].Name.Length > 0 ? model.Tensors[tensor].Name : $"tensor_{tensor}";
    }

    // The nodes that the outputs need; what only computes a shape that the file gives, too, is not needed.
    private static bool[] Live(TfLiteModel model, IEnumerable<int> outputs)
    {
        var producers = new int[model.Tensors.Length];
        for (var node = 0; node < model.Operations.Length; node++)
        {
            foreach (var output in model.Operations[node].Outputs)
            {
                if (producers[output] != 0 || model.Inputs.Contains(output) || model.Tensors[output].Data is not null)
                {
                    throw new WfnException(DiagnosticCodes.InvalidGraph, $"two nodes make {DataName.Quote(model.Tensors[output].Name)}, or one makes what is an input or a constant");
                }

                producers[output] = node + 1;
            }
        }

        var live = new bool[model.Operations.Length];
        var pending = new Stack<int>(outputs);
        while (pending.Count > 0)
        {
            var node = producers[pending.Pop()] - 1;
            if (node < 0 || live[node])
            {
                continue;
            }

            live[node] = true;
            var operation = model.Operations[node];
            var known = TfLiteRegistry.Find(operation);
            for (var input = 0; input < operation.Inputs.Length; input++)
            {
                if (operation.Inputs[input] >= 0 && known?.IsShape(input) != true)
                {
                    pending.Push(operation.Inputs[input]);
                }
            }
        }

        return live;
    }
}
