using Wfn.Diagnostics;
using Wfn.Numerics;

namespace Wfn.Generator.Emit;

/// <summary>The file of the public API.</summary>
internal sealed partial class ApiEmitter
{
    private const string ReadOnlyFloats = "global::System.ReadOnlySpan<float>";
    private const string Floats = "global::System.Span<float>";
    private const string ReadOnlyShorts = "global::System.ReadOnlySpan<short>";
    private const string Shorts = "global::System.Span<short>";
    private const string WorkspaceDoc =
        "/// <param name=\"workspace\">At least <see cref=\"WorkspaceBytes\"/> bytes, aligned to an element; its contents are lost.</param>";

    private static readonly string[] Members =
        ["Infer", "InferImage", "ClassifyImage", "ImageOf", "ImageFactors", "ImageAddends", "threadImage", "InferParallel", "RunParallel", "ParallelLayers", "threadTeam", "InferFixedPoint", "Classify", "WorkspaceBytes", ModelCode.KernelClass, "Layers", "BatchLayers", FunctionText.ClassName, "Tables", "Run", "RunBody", "RunRest", "ThreadWorkspace", "threadWorkspace", "threadSamples"];

    // Methods that are numbered.
    private static readonly string[] MemberPrefixes = ["RunPart", "RunSamples", "RunParallel", "RunBody", "RunRest", "Inline"];

    private static readonly string[] PortMembers = ["Name", "Length", "Shape", "FractionBits", "Minimum", "Maximum"];
    private readonly ModelCode code;
    private readonly SourceWriter writer;
    private readonly ModelPort[] inputs;
    private readonly ModelPort[] outputs;

    private ApiEmitter(ModelCode code)
    {
        this.code = code;
        writer = ModelEmitter.Begin(code.Input.Options.Namespace, code.Input.Options.ClassName);
        (inputs, outputs) = ModelPort.Name(code.Input.Plan, code.Input.Artifact.Graph);
    }

    /// <summary>Its text.</summary>
    public static string Emit(ModelCode code) => new ApiEmitter(code).Emit();

    private bool IsFixedPoint => code.Input.IsFixedPoint;

    // A vector of scores has a largest one; there is nothing to classify by in one number.
    private bool CanClassify => outputs.Length == 1 && outputs[0].Port.Shape.ElementCount > 1;

    private string Emit()
    {
        CheckClassName();
        PlanComment.Write(writer, code.Input.Plan, code.Input.Samples);
        ModelDocs.Write(writer, code);
        writer.Open($"{(code.Input.Options.IsPublic ? "public " : "")}static partial class {code.Input.Options.ClassName}");
        WriteConstants();
        WriteInfer();
        WriteParallelSample();
        if (code.Input.HasBatch)
        {
            WriteBatch();
            WriteParallel();
        }

        if (HasIntegers)
        {
            WriteIntegers();
        }

        if (CanClassify)
        {
            WriteClassify();
        }

        WriteImages();
        if (IsFixedPoint)
        {
            WriteFixedPoint();
        }

        WriteWorkspace();
        LayersEmitter.WriteRun(writer, code);
        if (code.Input.HasDividedCalls)
        {
            LayersEmitter.WriteRunParallel(writer, code);
        }

        if (code.Input.Samples is { } samples)
        {
            WriteRunSamples(samples);
        }

        LayersEmitter.WriteInline(writer, code);
        LayersEmitter.WriteFunctions(writer, code);
        writer.Line();
        LayersEmitter.WriteLayers(writer, code);
        if (code.Input.HasDividedCalls)
        {
            LayersEmitter.WriteParallelLayers(writer, code);
        }

        return writer.Close().ToString();
    }

    private void CheckClassName()
    {
        var constants = inputs.Concat(outputs).SelectMany(p => PortMembers.Select(m => p.Prefix + m));
        var name = code.Input.Options.ClassName;
        if (Members.Concat(constants).Contains(name, StringComparer.Ordinal)
            || MemberPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw new WfnException(DiagnosticCodes.BadName, $"the class name {DataName.Quote(name)} is the name of one of the class's members");
        }
    }

    private void WriteConstants()
    {
        foreach (var port in inputs.Concat(outputs))
        {
            var shown = CSharpText.Comment(port.Port.Name);
            writer.Line($"/// <summary>The name of {shown} in the model file.</summary>")
                .Line($"public const string {port.Prefix}Name = {CSharpText.Literal(port.Port.Name)};")
                .Line()
                .Line($"/// <summary>Elements of {shown}: {CSharpText.Extents(port.Port.Shape.Dimensions)}.</summary>")
                .Line($"public const int {port.LengthName} = {CSharpText.Number(port.Port.Shape.ElementCount)};")
                .Line();
            if (port.Port.Format is { } format)
            {
                writer.Line($"/// <summary>In fixed point an element of {shown} is its integer times 2 to the power of minus this.</summary>")
                    .Line($"public const int {port.Prefix}FractionBits = {CSharpText.Number(format.FractionBits)};")
                    .Line()
                    .Line($"/// <summary>The smallest integer of {shown}.</summary>")
                    .Line($"public const int {port.Prefix}Minimum = {CSharpText.Number(format.Minimum)};")
                    .Line()
                    .Line($"/// <summary>The largest integer of {shown}.</summary>")
                    .Line($"public const int {port.Prefix}Maximum = {CSharpText.Number(format.Maximum)};")
                    .Line();
            }
        }

        writer.Line("/// <summary>Bytes of memory that a call works in.</summary>")
            .Line($"public const int WorkspaceBytes = {CSharpText.Number(code.Input.Plan.WorkspaceBytes)};")
            .Line()
            .Line("[global::System.ThreadStatic]")
            .Line($"private static {code.Element}[]? threadWorkspace;")
            .Line();
        if (code.Input.Samples is not null)
        {
            writer.Line("[global::System.ThreadStatic]")
                .Line($"private static {code.Element}[]? threadSamples;")
                .Line();
        }

        if (code.Input.HasDividedCalls)
        {
            writer.Line("[global::System.ThreadStatic]")
                .Line($"private static {code.Kernel("ThreadTeam")}? threadTeam;")
                .Line();
        }

        foreach (var port in inputs.Concat(outputs))
        {
            writer.Line($"/// <summary>The extents of {CSharpText.Comment(port.Port.Name)}, without the batch.</summary>")
                .Line($"public static global::System.ReadOnlySpan<int> {port.Prefix}Shape => {CSharpText.Array(port.Port.Shape.Dimensions)};")
                .Line();
        }
    }

    private void WriteInfer() => WriteSample(
        ["/// <summary>Runs one sample in a workspace that is allocated once for each thread.</summary>"],
        "/// <summary>Runs one sample in the caller's memory and allocates nothing.</summary>",
        string.Join(", ", inputs.Select(p => $"{ReadOnlyFloats} {p.Parameter}").Concat(outputs.Select(p => $"{Floats} {p.Parameter}"))),
        input => Load(input, input.Parameter, Memory(input)),
        output => Store(output, Memory(output), output.Parameter));

    // One sample in the thread's workspace, and in the caller's memory.
    private void WriteSample(string[] docs, string docsInMemory, string parameters, Func<ModelPort, string> load, Func<ModelPort, string> store)
    {
        foreach (var line in docs)
        {
            writer.Line(line);
        }

        WriteParameterDocs("", "");
        WriteLengthException();
        writer.Line($"public static void Infer({parameters}) =>")
            .Line($"    Infer({string.Join(", ", inputs.Concat(outputs).Select(p => p.Parameter))}, ThreadWorkspace());")
            .Line()
            .Line(docsInMemory);
        WriteParameterDocs("", "");
        writer.Line(WorkspaceDoc);
        WriteLengthException();
        writer.Open($"public static void Infer({parameters}, global::System.Span<byte> workspace)");
        WriteLengthChecks();
        WriteMemory();
        foreach (var input in inputs)
        {
            writer.Line(load(input));
        }

        writer.Line("Run(memory);");
        foreach (var output in outputs)
        {
            writer.Line(store(output));
        }

        writer.Close().Line();
    }

    private void WriteClassify()
    {
        var arguments = string.Join(", ", inputs.Select(p => p.Parameter));
        var parameters = string.Join(", ", inputs.Select(p => $"{ReadOnlyFloats} {p.Parameter}"));
        writer.Line("/// <summary>The index of the largest output of one sample (the first, where several are equal).</summary>");
        WriteParameterDocs(inputs, "", "");
        WriteLengthException();
        writer.Line($"public static int Classify({parameters}) => Classify({arguments}, ThreadWorkspace());")
            .Line()
            .Line("/// <summary>The same in the caller's memory; it allocates nothing.</summary>");
        WriteParameterDocs(inputs, "", "");
        writer.Line(WorkspaceDoc);
        WriteLengthException();
        writer.Open($"public static int Classify({parameters}, global::System.Span<byte> workspace)");
        WriteLengthChecks(inputs);
        WriteMemory();
        WriteLoad();
        writer.Line("Run(memory);")
            .Line($"return {code.Kernel("ArgMax")}.Of({Memory(outputs[0])});")
            .Close()
            .Line();
        if (code.Input.HasBatch)
        {
            WriteClassifyBatch(parameters);
        }
    }

    private void WriteClassifyBatch(string parameters)
    {
        writer.Line("/// <summary>The index of the largest output of several samples.</summary>")
            .Line("/// <param name=\"batch\">The number of samples.</param>");
        WriteParameterDocs(inputs, " of every sample, one after another", "<paramref name=\"batch\"/> times ");
        writer.Line("/// <param name=\"classes\">Receives <paramref name=\"batch\"/> indices.</param>");
        WriteLengthException(", or the classes overlap an input");
        writer.Open($"public static void Classify(int batch, {parameters}, global::System.Span<int> classes)");
        WriteBatchChecks(inputs);
        var slices = string.Join(", ", inputs.Select(p => $"{p.Parameter}.Slice(sample * {p.LengthName}, {p.LengthName})"));
        writer.Line($"{code.Kernel("Argument")}.RequireLength(classes.Length, batch, nameof(classes));");
        foreach (var port in inputs)
        {
            WriteApart(port, "global::System.Span<int>", "classes");
        }

        writer.Line("var sample = 0;")
            .Line("var workspace = ThreadWorkspace();");
        if (code.Input.Samples is { } plan)
        {
            WriteSamplesAtOnce(
                plan, from => $"classes[sample + place] = {code.Kernel("ArgMax")}.Of({(plan.MakesOutput ? from : Memory(outputs[0], from))});", finishAll: null);
        }

        writer.Open("for (; sample < batch; sample++)")
            .Line($"classes[sample] = Classify({slices}, workspace);")
            .Close()
            .Close()
            .Line();
    }

    private void WriteFixedPoint()
    {
        var arguments = string.Join(", ", inputs.Concat(outputs).Select(p => p.Parameter));
        var parameters = string.Join(
            ", ", inputs.Select(p => $"{ReadOnlyShorts} {p.Parameter}").Concat(outputs.Select(p => $"{Shorts} {p.Parameter}")));
        writer.Line("/// <summary>Runs one sample on integers; inputs outside their format saturate.</summary>");
        WriteParameterDocs("", "");
        WriteLengthException();
        writer.Line($"public static void InferFixedPoint({parameters}) =>")
            .Line($"    InferFixedPoint({arguments}, ThreadWorkspace());")
            .Line()
            .Line("/// <summary>The same in the caller's memory; it allocates nothing.</summary>");
        WriteParameterDocs("", "");
        writer.Line(WorkspaceDoc);
        WriteLengthException();
        writer.Open($"public static void InferFixedPoint({parameters}, global::System.Span<byte> workspace)");
        WriteLengthChecks();
        WriteMemory();
        foreach (var input in inputs)
        {
            var rescale = $"new {code.Kernel("Rescale")}(0, {Bounds(input)})";
            writer.Line(code.Intakes.TryGetValue(input.Port.Name, out var layer)
                ? $"{layer}.Rescale({input.Parameter}, {Memory(input)}, {rescale});"
                : $"{code.Kernel("FixedPointRescale")}.Run({input.Parameter}, {Memory(input)}, {rescale});");
        }

        writer.Line("Run(memory);");
        foreach (var output in outputs)
        {
            writer.Line($"{Memory(output)}.CopyTo({output.Parameter});");
        }

        writer.Close().Line();
    }

    private void WriteWorkspace() => writer
        .Open("private static global::System.Span<byte> ThreadWorkspace()")
        .Line($"threadWorkspace ??= {code.Kernel("CacheLine")}.NewMemory<{code.Element}>(WorkspaceBytes / sizeof({code.Element}));")
        .Line($"return global::System.Runtime.InteropServices.MemoryMarshal.AsBytes({code.Kernel("CacheLine")}.Elements(threadWorkspace, WorkspaceBytes / sizeof({code.Element})));")
        .Close()
        .Line();

    private void WriteParameterDocs(string ofWhat, string times)
    {
        WriteParameterDocs(inputs, ofWhat, times);
        foreach (var port in outputs)
        {
            writer.Line(
                $"/// <param name=\"{port.Parameter}\">Receives {CSharpText.Comment(port.Port.Name)}{ofWhat}: {times}<see cref=\"{port.LengthName}\"/> elements.</param>");
        }
    }

    private void WriteParameterDocs(ModelPort[] ports, string ofWhat, string times)
    {
        foreach (var port in ports)
        {
            writer.Line(
                $"/// <param name=\"{port.Parameter}\">{CSharpText.Comment(port.Port.Name)}{ofWhat}: {times}<see cref=\"{port.LengthName}\"/> elements, row-major.</param>");
        }
    }

    private void WriteLengthException(string orWhat = "") =>
        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">A span has the wrong length{orWhat}.</exception>");

    private void WriteLengthChecks() => WriteLengthChecks([.. inputs, .. outputs]);

    private void WriteBatchChecks(IEnumerable<ModelPort> ports)
    {
        writer.Line($"{code.Kernel("Argument")}.RequireBatch(batch, nameof(batch));");
        foreach (var port in ports)
        {
            writer.Line($"{code.Kernel("Argument")}.RequireLength({port.Parameter}.Length, (long)batch * {port.LengthName}, nameof({port.Parameter}));");
        }
    }

    private void WriteLengthChecks(ModelPort[] ports)
    {
        foreach (var port in ports)
        {
            writer.Line($"{code.Kernel("Argument")}.RequireLength({port.Parameter}.Length, {port.LengthName}, nameof({port.Parameter}));");
        }
    }

    private void WriteMemory() => writer.Line($"var memory = {code.Kernel("Argument")}.Workspace<{code.Element}>(workspace, WorkspaceBytes, nameof(workspace));");

    private void WriteLoad()
    {
        foreach (var input in inputs)
        {
            writer.Line(Load(input, input.Parameter, Memory(input)));
        }
    }

    private static string Memory(ModelPort port, string workspace = "memory") =>
        $"{workspace}.Slice({CSharpText.Number(port.Port.Region.Offset)}, {(port.Port.Intake is null ? port.LengthName : CSharpText.Number(port.Port.Region.Length))})";

    private string Load(ModelPort input, string from, string to)
    {
        if (!IsFixedPoint)
        {
            return $"{from}.CopyTo({to});";
        }

        var quantizer = code.Intakes.TryGetValue(input.Port.Name, out var layer) ? layer : code.Kernel("Quantization");
        return $"{quantizer}.Quantize({from}, {to}, {Scale(input.Port.Format!.FractionBits)}, {Bounds(input)});";
    }

    private string Store(ModelPort output, string from, string to) => IsFixedPoint
        ? $"{code.Kernel("Quantization")}.Dequantize({from}, {to}, {Scale(-output.Port.Format!.FractionBits)});"
        : $"{from}.CopyTo({to});";

    private static string Bounds(ModelPort port) => $"{port.Prefix}Minimum, {port.Prefix}Maximum";

    private static string Scale(int exponent) => CSharpText.Number((float)FixedPointRounding.PowerOfTwo(exponent));
}
