using Wfn.Generator.Emit.Steps;
using Wfn.Lowering;
using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit;

/// <summary>The parts of a model's code as they come together step by step.</summary>
internal sealed class ModelCode(EmissionInput input)
{
    private readonly Dictionary<Numerics.Codebook, string> codebooks = [];
    private readonly Dictionary<string, string> parameterValues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> sharedFields = new(StringComparer.Ordinal);
    private readonly List<int> stepStatements = [];
    private readonly Dictionary<int, SharedLayer> sharedLayers = [];
    private readonly SortedSet<string> kernels = new(StringComparer.Ordinal);
    private long tableBytes;

    /// <summary>The parts of all steps.</summary>
    public static ModelCode Of(EmissionInput input)
    {
        var code = new ModelCode(input);
        foreach (var port in input.Plan.Inputs)
        {
            if (port.Layout is { } layout)
            {
                code.PixelInputs.Add(port.Name, ChannelsLastEmitter.Input(port.Name, layout, code));
            }
        }

        foreach (var step in input.Plan.Steps)
        {
            code.stepStatements.Add(code.Statements.Count);
            StepEmitter.Emit(step, code);
        }

        code.stepStatements.Add(code.Statements.Count);

        SamplesEmitter.Emit(code);
        return code;
    }

    /// <summary>What code is generated from.</summary>
    public EmissionInput Input => input;

    /// <summary>Constant objects of the layers, in the order in which they are made.</summary>
    public List<ModelField> Fields { get; } = [];

    /// <summary>Constant objects that only several samples at once need.</summary>
    public List<ModelField> BatchFields { get; } = [];

    /// <summary>For inputs whose channels lie side by side, by name, the field of what takes them in.</summary>
    public Dictionary<string, string> PixelInputs { get; } = new(StringComparer.Ordinal);

    /// <summary>The tables.</summary>
    public List<ModelTable> Tables { get; } = [];

    /// <summary>The statements that run one sample.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>The statements that run several samples at once, for every size of the plan.</summary>
    public List<List<string>> SampleStatements { get; } = [];

    /// <summary>Methods of layers whose arithmetic stands in the code.</summary>
    public List<InlineMethod> InlineMethods { get; } = [];

    /// <summary>The kernel types named so far.</summary>
    public IEnumerable<string> Kernels => kernels;

    /// <summary>The size of all tables.</summary>
    public long TableBytes => tableBytes;

    /// <summary>The C# type of an activation.</summary>
    public string Element => input.IsFixedPoint ? "short" : "float";

    /// <summary>Notes that a kernel type is needed, and gives its name.</summary>
    public string Kernel(string type)
    {
        kernels.Add(type);
        return type;
    }

    /// <summary>An activation as an expression.</summary>
    public static string Span(PlanRegion region) =>
        $"workspace.Slice({CSharpText.Number(region.Offset)}, {CSharpText.Number(region.Length)})";

    /// <summary>Adds a constant object and gives the expression that reads it.</summary>
    /// <param name="type">Its C# type.</param>
    /// <param name="name">A name for it, made unique by a number.</param>
    /// <param name="comment">What it is, as comment text.</param>
    /// <param name="value">The expression that makes it.</param>
    public string Field(string type, string name, string comment, string value)
    {
        var unique = name + CSharpText.Number(Fields.Count);
        Fields.Add(new ModelField(type, unique, comment, value));
        return "Layers." + unique;
    }

    /// <summary>The same for what only several samples at once need: it is made when they first run.</summary>
    public string BatchField(string type, string name, string comment, string value)
    {
        var unique = name + CSharpText.Number(BatchFields.Count);
        BatchFields.Add(new ModelField(type, unique, comment, value));
        return "BatchLayers." + unique;
    }

    /// <summary>A constant object that is made once, whoever asks for it.</summary>
    public string SharedField(string type, string name, string comment, Func<string> value)
    {
        if (!sharedFields.TryGetValue(name, out var field))
        {
            field = Field(type, name, comment, value());
            sharedFields.Add(name, field);
        }

        return field;
    }

    /// <summary>Adds a statement that runs a step.</summary>
    public void Run(PlanStep step, string what, string call) => Run(Statements, step, what, call);

    /// <summary>Adds a statement that runs a step of several samples at once, of the size that was begun last.</summary>
    public void RunSamples(PlanStep step, string what, string call) => Run(SampleStatements[SampleStatements.Count - 1], step, what, call);

    /// <summary>Notes what the step that is being added has for several samples, too.</summary>
    public void Share(SharedLayer layer) => sharedLayers.Add(stepStatements.Count - 1, layer);

    /// <summary>What a step has for several samples, too, if anything.</summary>
    public SharedLayer? Shared(int step) => sharedLayers.TryGetValue(step, out var layer) ? layer : null;

    /// <summary>The statements of some steps of one sample.</summary>
    public List<string> StatementsOf(int first, int end) =>
        Statements.GetRange(stepStatements[first], stepStatements[end] - stepStatements[first]);

    private static void Run(List<string> statements, PlanStep step, string what, string call)
    {
        statements.Add($"// {CSharpText.Comment(step.Node)}: {what}");
        statements.Add(call + ";");
    }

    /// <summary>Adds a method that makes a few outputs of a layer, and gives its name.</summary>
    /// <param name="comment">What it is, as comment text.</param>
    /// <param name="lines">Its statements, over <c>x</c> and <c>y</c>.</param>
    public string Inline(string comment, IReadOnlyList<string> lines)
    {
        var name = "Inline" + CSharpText.Number(InlineMethods.Count);
        InlineMethods.Add(new InlineMethod(name, comment, lines));
        return name;
    }

    /// <summary>Adds a table and gives the expression that reads it.</summary>
    public string Table(string name, string comment, string text)
    {
        var unique = name + CSharpText.Number(Tables.Count);
        Tables.Add(new ModelTable(unique, comment, text));
        tableBytes += text.Length;
        return "Tables." + unique;
    }

    /// <summary>An expression for 32-bit integers: written out where they are few, else decoded from a table.</summary>
    public string Integers(string name, string comment, EquatableArray<int> values)
    {
        if (values.Count <= 64)
        {
            return CSharpText.Array(values);
        }

        var (text, digits) = TableText.Integers(values.AsSpan());
        return $"{Kernel("CodeTable")}.Integers({Table(name, comment, text)}, {CSharpText.Number(digits)})";
    }

    /// <summary>An expression for 16-bit integers, decoded from a table.</summary>
    public string Shorts(string name, string comment, EquatableArray<int> values)
    {
        var (text, digits) = TableText.Integers(values.AsSpan());
        return $"{Kernel("CodeTable")}.Shorts({Table(name, comment, text)}, {CSharpText.Number(digits)})";
    }

    /// <summary>An expression for float32 values.</summary>
    public string Floats(string name, string comment, EquatableArray<float> values) =>
        $"{Kernel("CodeTable")}.Floats({Table(name, comment, TableText.Floats(values.AsSpan()))})";

    /// <summary>The field of a codebook's integers.</summary>
    public string Mantissas(IndexedWeights weights)
    {
        if (!codebooks.TryGetValue(weights.Codebook, out var field))
        {
            var what = weights.IsShared ? "the network" : CSharpText.Comment(weights.Parameter);
            var comment = $"The codebook of {what}: multiples of 2^-{CSharpText.Number(weights.Codebook.FractionBits)}.";
            field = Field("int[]", "Codebook", comment, Integers("Codebook", comment, weights.Codebook.Mantissas));
            codebooks.Add(weights.Codebook, field);
        }

        return field;
    }

    /// <summary>An expression for indices.</summary>
    public string Indices(IndexedWeights weights)
    {
        var (text, digits) = TableText.Indices(weights.Indices.AsSpan(), weights.Codebook.Count);
        var table = Table("Weights", CSharpText.Comment(weights.Parameter), text);
        return $"{Kernel("CodeTable")}.Indices({table}, {CSharpText.Number(digits)})";
    }

    /// <summary>An expression for a parameter's float32 values as an array, made once.</summary>
    public string ParameterValues(string parameter)
    {
        if (!parameterValues.TryGetValue(parameter, out var field))
        {
            field = Field("float[]", "Values", CSharpText.Comment(parameter), ParameterText.Values(this, parameter));
            parameterValues.Add(parameter, field);
        }

        return field;
    }

    /// <summary>An expression for the weights of a step in float32.</summary>
    public string FloatWeights(string parameter) => ParameterText.Weights(this, parameter);

    /// <summary>An expression for the weights of a fully connected layer in float32.</summary>
    public string FloatColumns(FloatLinearStep step) => ParameterText.Columns(this, step);
}

/// <summary>A constant object of a model.</summary>
/// <param name="Type">Its C# type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is.</param>
/// <param name="Value">The expression that makes it; may span lines.</param>
internal sealed record ModelField(string Type, string Name, string Comment, string Value);

/// <summary>What a layer has for one sample and for several.</summary>
/// <param name="Field">The expression of its constant object.</param>
/// <param name="Weights">The expression of its weights, where others need it.</param>
/// <param name="Bias">The expression of its biases, where others need it.</param>
internal sealed record SharedLayer(string Field, string Weights = "", string Bias = "");

/// <summary>A method whose statements are a layer's arithmetic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is.</param>
/// <param name="Lines">Its statements.</param>
internal sealed record InlineMethod(string Name, string Comment, IReadOnlyList<string> Lines);

/// <summary>A table of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is.</param>
/// <param name="Text">Its characters, printable ASCII without the backslash and the quote.</param>
internal sealed record ModelTable(string Name, string Comment, string Text);
