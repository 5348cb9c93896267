using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>One import: walks through the file's nodes and builds the network.</summary>
internal sealed class TfLiteModelImport
{
    private readonly TfLiteModel model;
    private readonly ImportOptions options;
    private readonly TensorDecoder decoder;
    private readonly Problems problems = new();
    private readonly bool stopsAtProblems;
    private readonly string[] names;
    private readonly bool[] live;
    private readonly TfLiteGraph graph;
    private readonly List<TensorInfo> inputInfos = [];
    private readonly UniqueNames nodeNames = new();
    private readonly List<string> notes = [];
    private readonly ConstantTensor?[] constants;

    private TfLiteModelImport(
        TfLiteModel model, string[] names, ConstantTensor?[] constants, ImportBudget budget, ImportOptions options, InputShapes shapes,
            int attempt)
    {
        (this.model, this.names, this.constants, this.options) = (model, names, constants, options);
        decoder = new TensorDecoder(budget);
        stopsAtProblems = attempt > 0;
        live = Live(model);
        var valueNames = new UniqueNames();
        foreach (var name in names)
        {
            valueNames.Take(name);
        }

        var (read, staticBatch) = shapes.Read(shapes.Assumptions()[attempt], problems);
        graph = new TfLiteGraph(
            new GraphBuilder(valueNames, nodeNames, budget, staticBatch), names.Length, valueNames, nodeNames, model.Outputs.Select(
                output => names[output]));
        for (var input = 0; input < model.Inputs.Length; input++)
        {
            DefineInput(model.Inputs[input], read[input]);
        }
    }

    /// <summary>Builds the network of a file.</summary>
    /// <param name="model">The file.</param>
    /// <param name="budget">What it may cost.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="notes">What its owner should know of how it was read.</param>
    public static NetworkGraph Run(TfLiteModel model, ImportBudget budget, ImportOptions options, out EquatableArray<string> notes)
    {
        var names = Names(model);
        if (model.Inputs.Distinct().Count() < model.Inputs.Length)
        {
            throw Invalid("an input is listed twice");
        }

        var shapes = new InputShapes(options, [.. model.Inputs.Select(input => Declared(model.Tensors[input], names[input]))]);
        var constants = new ConstantTensor?[model.Tensors.Length];
        EquatableArray<string> told = [];
        var network = BatchSearch.Run(shapes.Assumptions().Count, attempt =>
        {
            var import = new TfLiteModelImport(model, names, constants, budget, options, shapes, attempt);
            import.ImportNodes();
            var made = import.Finish();
            told = import.notes.Concat(shapes.Notes(made)).ToEquatableArray();
            return made;
        });
        notes = told;
        return network;
    }

    private static DeclaredInput Declared(TfLiteTensor tensor, string name)
    {
        var shape = tensor.Signature is { } signature && signature.Length == tensor.Shape.Length ? signature : tensor.Shape;
        return new DeclaredInput(
            name,
            shape.Select(extent => extent <= 0 ? TensorShape.Dynamic : extent).ToEquatableArray(),
            tensor.IsReal || GivenType.Of(tensor) is not null ? null : tensor.Type.ToString());
    }

    // Unique names of all tensors: the author's of inputs and outputs, where a signature gives some.
    private static string[] Names(TfLiteModel model)
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
    private static bool[] Live(TfLiteModel model)
    {
        var producers = new int[model.Tensors.Length];
        for (var node = 0; node < model.Operations.Length; node++)
        {
            foreach (var output in model.Operations[node].Outputs)
            {
                if (producers[output] != 0 || model.Inputs.Contains(output) || model.Tensors[output].Data is not null)
                {
                    throw Invalid($"two nodes make {DataName.Quote(model.Tensors[output].Name)}, or one makes what is an input or a constant");
                }

                producers[output] = node + 1;
            }
        }

        var live = new bool[model.Operations.Length];
        var pending = new Stack<int>(model.Outputs);
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

    private void DefineInput(int tensor, TensorShape? shape)
    {
        if (shape is null)
        {
            graph.Define(tensor, UnknownTensorValue.Instance);
            return;
        }

        var given = model.Tensors[tensor].IsReal ? null : GivenType.Of(model.Tensors[tensor]);
        if (given is not null)
        {
            notes.Add($"input {DataName.Quote(names[tensor])} of element type {model.Tensors[tensor].Type} is read as float32 numbers");
        }

        inputInfos.Add(new TensorInfo(names[tensor], shape) { Given = given ?? ElementType.Float32 });
        var activation = new ActivationValue(names[tensor], shape);
        graph.Builder.Define(names[tensor], activation);
        graph.AddInput(names[tensor]);
        graph.Define(tensor, new ActivationTensorValue(LaidOutValue.InFileOrder(activation)));
        NoteRange(tensor);
    }

    private void ImportNodes()
    {
        var used = new HashSet<int>(model.Outputs);
        for (var node = 0; node < live.Length; node++)
        {
            if (live[node])
            {
                used.UnionWith(model.Operations[node].Inputs);
            }
        }

        for (var node = 0; node < live.Length; node++)
        {
            if (stopsAtProblems && !problems.IsEmpty)
            {
                throw problems.ToException();
            }

            if (live[node])
            {
                Import(model.Operations[node], used);
            }
        }
    }

    private void Import(TfLiteOperation operation, HashSet<int> used)
    {
        var name = nodeNames.Make(operation.Outputs.Length > 0 ? names[operation.Outputs[0]] : operation.Operator);
        try
        {
            ImportNode(operation, name, used);
        }
        catch (UnsupportedException unsupported)
        {
            var shown = DataName.Quote(operation.Operator).Trim('\'');
            problems.Add(name, unsupported.Message.Length == 0 ? shown : $"{shown}: {unsupported.Message}");
        }

        // Whatever the node did not define says nothing about the nodes that read it.
        foreach (var output in operation.Outputs)
        {
            if (graph.Find(output) is null)
            {
                graph.Define(output, UnknownTensorValue.Instance);
            }
        }
    }

    private void ImportNode(TfLiteOperation operation, string name, HashSet<int> used)
    {
        if (TfLiteRegistry.Find(operation) is not { } known)
        {
            throw new UnsupportedException(operation.IsCustom ? "an operator of its author's own runtime" : "");
        }

        var operands = new TensorValue?[operation.Inputs.Length];
        for (var input = 0; input < operands.Length; input++)
        {
            var tensor = operation.Inputs[input];
            operands[input] = tensor < 0 ? null : Resolve(tensor, known.IsShape(input));
        }

        if (Array.Exists(operands, operand => operand is UnknownTensorValue))
        {
            return;
        }

        if (!known.FoldsConstants && operands.Length > 0 && Array.TrueForAll(operands, operand => operand is ConstantTensorValue or null))
        {
            throw new UnsupportedException("of constants alone");
        }

        var node = new TfLiteNode(
            name,
            operation,
            operands,
            [.. operation.Outputs.Select(output => used.Contains(output) ? names[output] : "")],
            [.. operation.Outputs.Select(output => model.Tensors[output])]);
        known.Import(node, graph);
        foreach (var output in operation.Outputs)
        {
            if (used.Contains(output) && graph.Find(output) is null)
            {
                throw new UnsupportedException($"a use of its output {DataName.Quote(names[output])}");
            }

            NoteRange(output);
        }
    }

    // Integers that stand for real numbers tell of their range.
    private void NoteRange(int tensor)
    {
        if (graph.Find(tensor) is ActivationTensorValue { Value.Value.Name: var name } && TensorDecoder.Range(model.Tensors[tensor], name) is { } range)
        {
            graph.Builder.Note(range);
        }
    }

    // Constants are read when something needs them, once for all attempts. A shape that is computed counts as left out.
    private TensorValue? Resolve(int tensor, bool isShape)
    {
        if (graph.Find(tensor) is { } known)
        {
            return isShape && known is not ConstantTensorValue ? null : known;
        }

        var described = model.Tensors[tensor];
        if (described.Data is not null)
        {
            var constant = constants[tensor] ??= decoder.Read(described, names[tensor]);
            var value = new ConstantTensorValue(new ConstantValue(names[tensor], constant));
            graph.Define(tensor, value);
            return value;
        }

        return isShape || described.IsVariable
            ? null
            : throw Invalid($"a node reads {DataName.Quote(names[tensor])}, which nothing before it makes");
    }

    private NetworkGraph Finish()
    {
        var outputs = new List<(string Name, ActivationValue Value)>();
        foreach (var output in problems.IsEmpty ? model.Outputs : [])
        {
            var name = names[output];
            if (outputs.Exists(listed => listed.Name == name))
            {
                throw Invalid($"the output {DataName.Quote(name)} is listed twice");
            }

            if (graph.Find(output) is null or ConstantTensorValue)
            {
                problems.Add($"output {DataName.Quote(name)}, which depends on no input");
                continue;
            }

            outputs.Add((name, Output(output, name)));
        }

        return problems.IsEmpty ? WithGiven(graph.Builder.Finish(model.Name, inputInfos, outputs, options, saturates: true)) : throw problems.ToException();
    }

    // Integers that stand for real numbers are made where they leave the network, as its file has them.
    private ActivationValue Output(int output, string name)
    {
        var tensor = model.Tensors[output];
        if (Given(tensor) is not null)
        {
            notes.Add($"output {DataName.Quote(name)} of integers is given as float32 numbers");
        }

        return TensorDecoder.Form(tensor, name) is { } form ? graph.Integers(output, name, form) : graph.Output(output, name);
    }

    private NetworkGraph WithGiven(NetworkGraph network) => network with
    {
        Outputs = network.Outputs.Select((made, place) => made with
        {
            Given = Given(model.Tensors[model.Outputs[place]]) ?? ElementType.Float32,
        }).ToEquatableArray(),
    };

    private static ElementType? Given(TfLiteTensor tensor) => tensor.IsReal && TensorDecoder.Form(tensor, "") is null ? null : GivenType.Of(tensor);

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
