extern alias WfnGenerator;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Wfn.Artifact;
using Wfn.Generator.Tests.Running;
using Wfn.Import;
using Wfn.Import.Onnx;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Inspection;

/// <summary>
/// Nothing is multiplied in the inner loops of a forced shift-add build, neither data nor an address, on any framework. Two things
/// are not looked at. Inputs and outputs are quantised outside of the method that runs a sample, with one floating-point
/// multiplication an element: that is the border. And where operands of different shapes meet, a run of elements finds its start
/// (an address, once a run) with an integer multiplication for each axis.
/// </summary>
public class ShiftAddSourceTests
{
    private static readonly string[] Multiplications = ["Multiply", "FusedMultiply", "Dot", "BigMul", "MultiplyAdd"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var framework in new[] { "net10.0", "net8.0", "netstandard2.0" })
            {
                cases.Add("fashion-resnet8.onnx", framework);
                cases.Add("fashion-cnn.onnx", framework);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void InnerLoopsMultiplyNothing(string model, string framework)
    {
        var loops = Loops(model, framework, GeneratedKernel.ShiftAdd);

        Assert.NotEmpty(loops);
        Assert.Empty(loops.SelectMany(MultiplicationsIn).Distinct());
    }

    /// <summary>The same where products are looked up and channels are shifted by themselves.</summary>
    [Theory]
    [InlineData("net10.0")]
    [InlineData("netstandard2.0")]
    public void LayersThatAreLookedUpMultiplyNothing(string framework)
    {
        var random = new Random(5);
        var builder = new NetworkBuilder();
        var image = builder.Convolution(builder.Input(32, 6, 6), [32, 1, 3, 3], Powers(32 * 9), window: NetworkBuilder.Window(3, stride: 2, pad: 1), groups: 32);
        var pixels = builder.Convolution(builder.Relu(image), [64, 32, 1, 1], Powers(64 * 32), window: NetworkBuilder.Window(1));
        var graph = builder.Build(builder.Linear(builder.Reshape(builder.Relu(pixels), 64 * 9), [40, 64 * 9], Powers(40 * 64 * 9)));
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph)), GeneratedModel.Options(GeneratedNumerics.FixedPoint, GeneratedKernel.ShiftAdd));
        Assert.Contains(result.Sources, s => s.Text.Contains("new Kernels.LookupConvolution(", StringComparison.Ordinal));
        Assert.Contains(result.Sources, s => s.Text.Contains("new Kernels.ShiftDepthwiseConvolution(", StringComparison.Ordinal));

        Assert.Empty(Loops(result, framework).SelectMany(MultiplicationsIn).Distinct());

        IEnumerable<float> Powers(int count) => Enumerable.Range(0, count).Select(_ => ((2 * random.Next(2)) - 1) * MathF.Pow(2, -random.Next(2, 6))).ToArray();
    }

    /// <summary>The default kernels multiply, and this inspection sees it.</summary>
    [Fact]
    public void DenseKernelsAreFoundToMultiply() =>
        Assert.NotEmpty(Loops("fashion-cnn.onnx", "net10.0", GeneratedKernel.Auto).SelectMany(MultiplicationsIn));

    private static IReadOnlyCollection<SyntaxNode> Loops(string model, string framework, GeneratedKernel kernel)
    {
        var graph = Artifacts.OnPowersOfTwo(OnnxImporter.Import(Repository.Model(model), new ImportOptions()).Graph);
        var artifact = WfnWriter.Write(Artifacts.Of(graph));
        return Loops(ModelSource.Generate(artifact, GeneratedModel.Options(GeneratedNumerics.FixedPoint, kernel)), framework);
    }

    private static IReadOnlyCollection<SyntaxNode> Loops(GenerationResult result, string framework)
    {
        var compilation = GeneratedCompilation.Compile(result, GeneratedCompilation.ByName(framework));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var type = compilation.GetTypeByMetadataName($"{GeneratedModel.Namespace}.{GeneratedModel.ClassName}")!;
        var entry = Assert.Single(type.GetMembers("Run").OfType<IMethodSymbol>());
        return InnerLoops.Of(compilation, entry);
    }

    private static IEnumerable<string> MultiplicationsIn(SyntaxNode code) =>
        from node in code.DescendantNodesAndSelf()
        where !IsStartOfRun(node)
        where node.IsKind(SyntaxKind.MultiplyExpression)
            || node.IsKind(SyntaxKind.MultiplyAssignmentExpression)
            || (node is InvocationExpressionSyntax call && Multiplications.Any(m => Name(call).StartsWith(m, StringComparison.Ordinal)))
        let place = node.GetLocation().GetLineSpan()
        select $"{Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1}): {node}";

    private static bool IsStartOfRun(SyntaxNode node) =>
        node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Identifier.Text: "Start", Parent: ClassDeclarationSyntax { Identifier.Text: "Broadcast" } };

    private static string Name(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => "",
    };
}
