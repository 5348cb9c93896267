using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Operators;

namespace Wfn.Core.Tests.Import;

public class SampleModelTests
{
    [Theory]
    [InlineData("fashion-cnn.onnx", true, 10, 105866)]
    [InlineData("fashion-resnet8.onnx", true, 22, 77418)]
    [InlineData("fashion-resnet8-unfolded.onnx", true, 22, 77418)]
    [InlineData("fashion-resnet8-unfolded.onnx", false, 31, 77658)]
    public void ImportsWithTheRightShapesAndParameters(string model, bool fold, int nodes, int parameters)
    {
        var graph = SampleModels.Import(model, fold);
        Assert.Equal([new TensorInfo("image", TensorShape.Of(-1, 1, 28, 28))], graph.Inputs);
        Assert.Equal([new TensorInfo("scores", TensorShape.Of(-1, 10))], graph.Outputs);
        Assert.Equal(nodes, graph.Nodes.Count);
        Assert.Equal(parameters, graph.Parameters.Where(p => p.IsFixable).Sum(p => p.Values.Count));
    }

    [Fact]
    public void NamesTheFileAndItsHash()
    {
        var path = Repository.Model("fashion-cnn.onnx");
        var source = OnnxImporter.Import(path, new ImportOptions()).Source;
        Assert.Equal("fashion-cnn.onnx", source.FileName);
        var hash = System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path));
        Assert.Equal(Convert.ToHexStringLower(hash), source.Sha256);
    }

    [Fact]
    public void FoldedAndKeptBatchNormsAgree()
    {
        var kept = SampleModels.Import("fashion-resnet8-unfolded.onnx", foldBatchNorm: false);
        var folded = SampleModels.Import("fashion-resnet8-unfolded.onnx");
        Assert.Equal(9, kept.Nodes.Count(node => node is BatchNormNode));
        Assert.DoesNotContain(folded.Nodes, node => node is BatchNormNode);
        var expected = SampleModels.Run(kept);
        SampleModels.AssertClose(expected, SampleModels.Run(folded), 1e-4f);

        // The same network as PyTorch's own exporter folded it.
        SampleModels.AssertClose(expected, SampleModels.Run(SampleModels.Import("fashion-resnet8.onnx")), 1e-4f);
    }

    [Fact]
    public void SharedParametersStayShared()
    {
        // The exporter found two pairs of equal shifts and wrote each once, with an Identity.
        var graph = SampleModels.Import("fashion-resnet8-unfolded.onnx", foldBatchNorm: false);
        var shifts = graph.Nodes.OfType<BatchNormNode>().Select(node => node.Shift).ToList();
        Assert.Equal(9, shifts.Count);
        Assert.Equal(7, shifts.Distinct().Count());
        Assert.Equal(graph.Parameters.Select(p => p.Name), graph.Nodes.SelectMany(node => node.Inputs.Skip(1)).Where(graph.Parameters.Select(p => p.Name).Contains).Distinct());
    }

    [Fact]
    public void ImportsTheSameTwice()
    {
        foreach (var model in SampleModels.All)
        {
            Assert.Equal(SampleModels.Import(model), SampleModels.Import(model));
        }
    }
}
