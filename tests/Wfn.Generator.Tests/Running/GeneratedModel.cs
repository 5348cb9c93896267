extern alias WfnGenerator;

using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>A generated class, compiled and loaded.</summary>
internal sealed class GeneratedModel
{
    public const string Namespace = "Demo.Models";

    public const string ClassName = "Model";

    private readonly Type type;

    private GeneratedModel(Type type) => this.type = type;

    public delegate void InferCall(ReadOnlySpan<float> input, Span<float> output);

    public delegate void InferInWorkspaceCall(ReadOnlySpan<float> input, Span<float> output, Span<byte> workspace);

    public delegate void InferBatchCall(int batch, ReadOnlySpan<float> input, Span<float> output);

    public delegate void InferFixedPointCall(ReadOnlySpan<short> input, Span<short> output);

    public delegate int ClassifyCall(ReadOnlySpan<float> input);

    public delegate void InferImageCall(ReadOnlySpan<byte> pixels, Span<float> output);

    public delegate int ClassifyImageCall(ReadOnlySpan<byte> pixels);

    public delegate void ClassifyBatchCall(int batch, ReadOnlySpan<float> input, Span<int> classes);

    public InferCall Infer => Method<InferCall>("Infer");

    public InferInWorkspaceCall InferInWorkspace => Method<InferInWorkspaceCall>("Infer");

    public InferBatchCall InferBatch => Method<InferBatchCall>("Infer");

    public InferFixedPointCall InferFixedPoint => Method<InferFixedPointCall>("InferFixedPoint");

    public ClassifyCall Classify => Method<ClassifyCall>("Classify");

    public InferImageCall InferImage => Method<InferImageCall>("InferImage");

    public ClassifyImageCall ClassifyImage => Method<ClassifyImageCall>("ClassifyImage");

    public ClassifyBatchCall ClassifyBatch => Method<ClassifyBatchCall>("Classify");

    /// <summary>Generates, compiles for the running framework, and loads.</summary>
    public static GeneratedModel Load(
        string wfnText, GeneratedNumerics numerics = GeneratedNumerics.Auto, GeneratedKernel kernel = GeneratedKernel.Auto) =>
        Load(ModelSource.Generate(wfnText, Options(numerics, kernel)), GeneratedCompilation.Net100);

    public static GeneratedModel Load(GenerationResult result, TargetFramework framework, params ResourceDescription[] resources) =>
        new(Load(result, framework, resources, ClassName).GetType($"{Namespace}.{ClassName}", throwOnError: true)!);

    /// <summary>Compiles the code of several models at once; by their class names.</summary>
    public static Dictionary<string, GeneratedModel> LoadTogether(IReadOnlyCollection<(string ClassName, GenerationResult Result)> models)
    {
        var assembly = Load(Together(models.Select(m => m.Result)), GeneratedCompilation.Net100, [], "several models");
        return models.ToDictionary(
            m => m.ClassName, m => new GeneratedModel(assembly.GetType($"{Namespace}.{m.ClassName}", throwOnError: true)!), StringComparer.Ordinal);
    }

    /// <summary>Compiles the code of several models, and code that calls them, at once.</summary>
    public static Assembly LoadTogether(IEnumerable<GenerationResult> models, string callers, params ResourceDescription[] resources) => Load(
        Together(models.Append(new GenerationResult([new GeneratedSource("Callers.cs", callers)], []))), GeneratedCompilation.Net100, resources, "several models");

    /// <summary>Compiles the code of several models at once.</summary>
    /// <returns>The assembly.</returns>
    public static byte[] CompileTogether(IEnumerable<GenerationResult> models) => Compile(Together(models), GeneratedCompilation.Net100, []).ToArray();

    private static GenerationResult Together(IEnumerable<GenerationResult> results) => new(
        [.. results.SelectMany((r, i) => r.Sources.Select(s => s with { HintName = $"{i}.{s.HintName}" }))], [.. results.SelectMany(r => r.Diagnostics)]);

    private static Assembly Load(GenerationResult result, TargetFramework framework, ResourceDescription[] resources, string context)
    {
        using var stream = Compile(result, framework, resources);

        // Not collectible: the test host crashed twice inside the runtime, of unknown cause; unloading is one suspect less this way.
        return new AssemblyLoadContext(context).LoadFromStream(stream);
    }

    private static MemoryStream Compile(GenerationResult result, TargetFramework framework, ResourceDescription[] resources)
    {
        Assert.False(result.HasErrors, string.Join("\n", result.Diagnostics));
        var compilation = GeneratedCompilation.Compile(result, framework);
        var stream = new MemoryStream();
        var emitted = compilation.Emit(stream, manifestResources: resources);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(20)));
        stream.Position = 0;
        return stream;
    }

    public static GenerationOptions Options(
        GeneratedNumerics numerics = GeneratedNumerics.Auto, GeneratedKernel kernel = GeneratedKernel.Auto) =>
        new() { Namespace = Namespace, ClassName = ClassName, FileName = "model.wfn", Numerics = numerics, Kernel = kernel };

    public T Constant<T>(string name) => (T)type.GetField(name)!.GetRawConstantValue()!;

    public TDelegate Method<TDelegate>(string name)
        where TDelegate : Delegate
    {
        var parameters = typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType).ToArray();
        var method = type.GetMethod(name, BindingFlags.Public | BindingFlags.Static, parameters)
            ?? throw new MissingMethodException($"{name} with {parameters.Length} parameters");
        return method.CreateDelegate<TDelegate>();
    }
}
