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
    private readonly TfLitePlan plan;
    private readonly string[] names;
    private readonly TfLiteGraph graph;
    private readonly List<TensorInfo> inputInfos = [];
    private readonly UniqueNames nodeNames = new();
    private readonly List<string> notes = [];
    private readonly ConstantTensor?[] constants;

    private TfLiteModelImport(
        TfLiteModel model, TfLitePlan plan, ConstantTensor?[] constants, ImportBudget budget, ImportOptions options, int attempt)
    {
        (this.model, this.plan, this.constants, this.options) = (model, plan, constants, options);
        names = plan.Names;
        decoder = new TensorDecoder(budget);
        stopsAtProblems = attempt > 0;
        var valueNames = new UniqueNames();
        foreach (var name in names)
        {
            valueNames.Take(name);
        }

        var (read, staticBatch) = plan.Shapes.Read(plan.Shapes.Assumptions()[attempt], problems);
        graph = new TfLiteGraph(
            new GraphBuilder(valueNames, nodeNames, budget, staticBatch), names.Length, valueNames, nodeNames, plan.Outputs.Select(
                output => names[output]));
        for (var input = 0; input < plan.Inputs.Length; input++)
        {
            DefineInput(plan.Inputs[input], read[input]);
        }

        foreach (var (input, tensor) in plan.Values.All)
        {
            graph.Define(Array.Find(model.Inputs, known => names[known] == input), new ConstantTensorValue(new ConstantValue(input, tensor)));
        }
    }

    /// <summary>Builds the network of a file.</summary>
    /// <param name="model">The file.</param>
    /// <param name="budget">What it may cost.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="notes">What its owner should know of how it was read.</param>
    public static NetworkGraph Run(TfLiteModel model, ImportBudget budget, ImportOptions options, out EquatableArray<string> notes)
    {
        var plan = new TfLitePlan(model, options);
        var constants = new ConstantTensor?[model.Tensors.Length];
        EquatableArray<string> told = [];
        var network = BatchSearch.Run(plan.Shapes.Assumptions().Count, attempt =>
        {
            var import = new TfLiteModelImport(model, plan, constants, budget, options, attempt);
            import.ImportNodes();
            var made = import.Finish();
            told = import.notes.Concat(plan.Shapes.Notes(made)).Concat(plan.Values.Notes).ToEquatableArray();
            return made;
        });
        notes = told;
        return network;
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
        foreach (var operation in plan.Operations(model))
        {
            if (stopsAtProblems && !problems.IsEmpty)
            {
                throw problems.ToException();
            }

            Import(operation);
        }
    }

    private void Import(TfLiteOperation operation)
    {
        var name = nodeNames.Make(operation.Outputs.Length > 0 ? names[operation.Outputs[0]] : operation.Operator);
        try
        {
            ImportNode(operation, name);
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

    private void ImportNode(TfLiteOperation operation, string name)
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
            [.. operation.Outputs.Select(output => plan.Read.Contains(output) ? names[output] : "")],
            [.. operation.Outputs.Select(output => model.Tensors[output])]);
        known.Import(node, graph);
        foreach (var output in operation.Outputs)
        {
            if (plan.Read.Contains(output) && graph.Find(output) is null)
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
        foreach (var output in problems.IsEmpty ? plan.Outputs : [])
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
            Given = Given(model.Tensors[plan.Outputs[place]]) ?? ElementType.Float32,
        }).ToEquatableArray(),
    };

    private static ElementType? Given(TfLiteTensor tensor) => tensor.IsReal && TensorDecoder.Form(tensor, "") is null ? null : GivenType.Of(tensor);

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
