using Wfn.KernelCalls;

namespace Wfn.Generator.Emit;

/// <summary>The parts of a model's code as they come together call by call.</summary>
internal sealed class ModelCode
{
    /// <summary>The class that kernels are declared in, so that none of their names is one of the model's.</summary>
    public const string KernelClass = "Kernels";

    private readonly SortedSet<string> kernels = new(StringComparer.Ordinal);
    private readonly List<int> callStatements = [];
    private readonly Dictionary<FunctionValue, string> functions = [];

    private ModelCode(EmissionInput input)
    {
        Input = input;
        Views = new WorkspaceViews(input.Plan.Storage);
        Fields = new FieldSet("Layers");
        BatchFields = new FieldSet("BatchLayers", Fields);
        ParallelFields = new FieldSet("ParallelLayers", Fields);
    }

    /// <summary>What code is generated from.</summary>
    public EmissionInput Input { get; }

    /// <summary>Constant objects of the layers, in the order in which they are made.</summary>
    public FieldSet Fields { get; }

    /// <summary>Constant objects that only several samples at once need.</summary>
    public FieldSet BatchFields { get; }

    /// <summary>Constant objects that only several threads on one sample need.</summary>
    public FieldSet ParallelFields { get; }

    /// <summary>For inputs whose channels lie side by side, by name, the field of what takes them in.</summary>
    public Dictionary<string, string> Intakes { get; } = new(StringComparer.Ordinal);

    /// <summary>The tables.</summary>
    public TableSet Tables { get; } = new();

    /// <summary>The statements that run one sample.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>The statements that run several samples at once, for every size of the plan.</summary>
    public List<List<string>> SampleStatements { get; } = [];

    /// <summary>The statements that run one sample on several threads; none where no call is divided.</summary>
    public List<string> ParallelStatements { get; } = [];

    /// <summary>Methods of layers whose arithmetic stands in the code.</summary>
    public List<InlineMethod> InlineMethods { get; } = [];

    /// <summary>The functions of single elements, by their types' names.</summary>
    public IEnumerable<(string Name, FunctionValue Function)> Functions => functions.Select(f => (f.Value, f.Key));

    /// <summary>The kernel types named so far.</summary>
    public IEnumerable<string> Kernels => kernels;

    /// <summary>The workspace as spans.</summary>
    public WorkspaceViews Views { get; }

    /// <summary>The C# type of most elements of the workspace.</summary>
    public string Element => Views.Element;

    /// <summary>The parts of all calls.</summary>
    public static ModelCode Of(EmissionInput input)
    {
        var code = new ModelCode(input);
        var printer = new CallPrinter(code, code.Fields, code.Statements);
        foreach (var port in input.Plan.Inputs)
        {
            if (port.Intake is { } intake)
            {
                code.Intakes.Add(port.Name, printer.Field(intake, CSharpText.Comment(port.Name)));
            }
        }

        foreach (var call in input.Plan.Calls)
        {
            code.callStatements.Add(code.Statements.Count);
            printer.Add(call);
        }

        code.callStatements.Add(code.Statements.Count);
        code.AddParallel();
        foreach (var size in input.Samples?.Sizes ?? default)
        {
            code.SampleStatements.Add([]);
            var batch = new CallPrinter(code, code.BatchFields, code.SampleStatements[code.SampleStatements.Count - 1]);
            foreach (var call in size.Plan.Calls)
            {
                batch.Add(call);
            }
        }

        return code;
    }

    // Calls that are not divided are those of one thread.
    private void AddParallel()
    {
        if (!Input.HasDividedCalls)
        {
            return;
        }

        Kernel("ThreadTeam");
        var printer = new CallPrinter(this, ParallelFields, ParallelStatements);
        for (var i = 0; i < Input.Plan.Calls.Count; i++)
        {
            if (Input.IsDivided[i])
            {
                printer.AddDivided(Input.Plan.Calls[i]);
            }
            else
            {
                ParallelStatements.AddRange(StatementsOf(i, i + 1));
            }
        }
    }

    /// <summary>Notes that a function of single elements is needed, and gives the expression of its value.</summary>
    public string Function(FunctionValue function)
    {
        if (!functions.TryGetValue(function, out var name))
        {
            name = char.ToUpperInvariant(function.Kind[0]) + function.Kind.Substring(1) + CSharpText.Number(functions.Count);
            functions.Add(function, name);
        }

        return $"default({FunctionText.ClassName}.{name})";
    }

    /// <summary>Notes that a kernel type is needed, and gives its name.</summary>
    public string Kernel(string type)
    {
        kernels.Add(type);
        return $"{KernelClass}.{type}";
    }

    /// <summary>The statements of some calls of one sample.</summary>
    public List<string> StatementsOf(int first, int end) =>
        Statements.GetRange(callStatements[first], callStatements[end] - callStatements[first]);
}

/// <summary>A method whose statements are a layer's arithmetic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is.</param>
/// <param name="Lines">Its statements.</param>
internal sealed record InlineMethod(string Name, string Comment, IReadOnlyList<string> Lines);
