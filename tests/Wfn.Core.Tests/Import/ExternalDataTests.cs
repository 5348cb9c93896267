using System.Runtime.InteropServices;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Core.Tests.Import;

public sealed class ExternalDataTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("wfn-external").FullName;
    private readonly string folder;

    public ExternalDataTests()
    {
        folder = Directory.CreateDirectory(Path.Combine(root, "model")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        float[] values = [9, 9, 1, 2, 3, 4];
        File.WriteAllBytes(Path.Combine(folder, "data", "w.bin"), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        File.WriteAllBytes(Path.Combine(root, "secret.bin"), new byte[64]);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("data/w.bin")]
    [InlineData("./data/w.bin")]
    [InlineData("data\\w.bin")]
    public void DataMayLieInTheModelsFolder(string location)
    {
        var graph = Import(("location", location), ("offset", "8"), ("length", "16")).Graph;
        Assert.Equal([1, 3, 2, 4], graph.Parameters[0].Values);
        Assert.Equal([9, 1, 9, 2], Import(("location", location)).Graph.Parameters[0].Values);
    }

    [Theory]
    [InlineData("../secret.bin", "must lead into the model's own folder")]
    [InlineData("data/../../secret.bin", "must lead into the model's own folder")]
    [InlineData("data\\..\\..\\secret.bin", "must lead into the model's own folder")]
    [InlineData("/etc/hostname", "must lead into the model's own folder")]
    [InlineData("C:\\secret.bin", "must lead into the model's own folder")]
    [InlineData("", "must lead into the model's own folder")]
    [InlineData("a\0b", "must lead into the model's own folder")]
    [InlineData("missing.bin", "there is no such file")]
    [InlineData("data", "there is no such file")]
    public void OtherPlacesAreRefused(string location, string reason)
    {
        var error = Refused(DiagnosticCodes.ExternalData, ("location", location));
        Assert.Contains($"tensor 'w' cannot be read from", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("offset", "16", DiagnosticCodes.TensorTooLarge)]
    [InlineData("offset", "9223372036854775807", DiagnosticCodes.TensorTooLarge)]
    [InlineData("offset", "-1", DiagnosticCodes.ExternalData)]
    [InlineData("offset", "1e3", DiagnosticCodes.ExternalData)]
    [InlineData("length", "15", DiagnosticCodes.TensorTooLarge)]
    [InlineData("length", "99999999999999999999", DiagnosticCodes.ExternalData)]
    public void PartsThatTheFileDoesNotHaveAreRefused(string key, string value, string code) =>
        Refused(code, ("location", "data/w.bin"), (key, value));

    [FactNotOnWindows("making a link takes a privilege that test runs do not have")]
    public void LinksAreNotFollowed()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), Path.Combine(root, "secret.bin"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "out"), root);
        foreach (var location in (string[])["link.bin", "out/secret.bin"])
        {
            Assert.Contains("symbolic link", Refused(DiagnosticCodes.ExternalData, ("location", location)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AModelInMemoryHasNoFolder()
    {
        var error = Assert.Throws<WfnException>(() => OnnxImporter.Import(Model(("location", "data/w.bin")).ToBytes(), "m.onnx", new ImportOptions()));
        Assert.Equal(DiagnosticCodes.ExternalData, error.Code);
    }

    [Fact]
    public void OneFileReadOverAndOverStaysWithinBounds()
    {
        // 1000 tensors that each name the same 8 MB.
        File.WriteAllBytes(Path.Combine(folder, "large.bin"), new byte[8 << 20]);
        var model = new OnnxModel().Input("x", -1, 2 << 20).Output("v999");
        for (var i = 0; i < 1000; i++)
        {
            model.Node("Add", [i == 0 ? "x" : $"v{i - 1}", $"w{i}"], $"v{i}");
            var tensor = new TensorProto { Name = $"w{i}", DataType = 1, Dims = { 2 << 20 }, DataLocation = TensorProto.Types.DataLocation.External };
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "large.bin" });
            model.Proto.Graph.Initializer.Add(tensor);
        }

        var path = Path.Combine(folder, "greedy.onnx");
        File.WriteAllBytes(path, model.ToBytes());
        var error = Assert.Throws<WfnException>(() => OnnxImporter.Import(path, new ImportOptions()));
        Assert.Equal(DiagnosticCodes.TensorTooLarge, error.Code);
    }

    private static OnnxModel Model(params (string Key, string Value)[] entries)
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Node("Gemm", ["x", "w"], "y");
        var tensor = new TensorProto { Name = "w", DataType = 1, Dims = { 2, 2 }, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.ExternalData.AddRange(entries.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        model.Proto.Graph.Initializer.Add(tensor);
        return model;
    }

    private ImportedModel Import(params (string Key, string Value)[] entries)
    {
        var path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, Model(entries).ToBytes());
        return OnnxImporter.Import(path, new ImportOptions());
    }

    private WfnException Refused(string code, params (string Key, string Value)[] entries)
    {
        var error = Assert.Throws<WfnException>(() => Import(entries));
        Assert.Equal((code, Path.Combine(folder, "model.onnx")), (error.Code, error.File));
        return error;
    }
}
