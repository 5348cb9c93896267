using System.IO.Compression;
using System.Text;
using Wfn.Diagnostics;
using Wfn.Import;

namespace Wfn.Core.Tests.Import;

/// <summary>
/// Files of other tools are recognised by their contents, whatever they are called, and the message says how to export them.
/// </summary>
public class ForeignFileTests
{
    [Fact]
    public void KerasFilesAreToldHowToBeExported()
    {
        AssertTold([0x89, .. "HDF\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 0], "Keras or HDF5", "format='onnx'");
        AssertTold(Zip(("metadata.json", "{}"), ("config.json", "{}"), ("model.weights.h5", "")), "Keras file (.keras)", "format='onnx'");
    }

    [Fact]
    public void PyTorchFilesAreToldHowToBeExported()
    {
        AssertTold(Zip(("digits/data.pkl", "x"), ("digits/data/0", "x")), "PyTorch file", "torch.onnx.export");
        AssertTold([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19], "PyTorch or pickle",
            "torch.onnx.export");
        AssertTold([0x80, 4, 0x95, .. "sklearn.neural_network"u8, (byte)'.'], "pickle", "skl2onnx");
        byte[] header = [.. """{"fc.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"""u8];
        AssertTold([.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0], "safetensors", "load the weights into it");
    }

    [Fact]
    public void FilesOfOtherToolsAreToldHowToBeExported()
    {
        AssertTold(Zip(("TrainingInfo/Version.txt", "1.0"), ("TransformerChain/Model.key", "x")), "ML.NET model", "ConvertToOnnx");
        AssertTold(Zip(("Manifest.json", "{}"), ("Data/com.apple.CoreML/model.mlmodel", "x")), "CoreML package", "torch.onnx.export");
        AssertTold([0x08, 0x08, 0x12, 0x20, .. "......com.github.apple.coremltools.version"u8], "CoreML model", "torch.onnx.export");
        AssertTold([.. "\n....saved_model_main_op.."u8], "SavedModel", "tf2onnx.convert --saved-model");
        AssertTold(Zip(("x.npy", "x")), "NumPy arrays", "--data");
        AssertTold(Zip(("model.onnx", "x")), "zip archive", "unpack it");
    }

    [Fact]
    public void WhatIsNoModelAtAllIsNamed()
    {
        AssertTold([.. "<!DOCTYPE html><html>"u8], "web page", "download it again");
        AssertTold([.. "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"u8], "Git LFS", "git lfs pull");
        AssertTold([.. "GGUF\u0003\0\0\0"u8], "GGUF", "language model");
    }

    [Fact]
    public void EveryModelOfTheTestsIsTakenForItself()
    {
        foreach (var path in Directory.GetFiles(Repository.PathTo("tests/Models"), "*.onnx", SearchOption.AllDirectories))
        {
            Assert.NotEmpty(ModelImporter.Import(path, new ImportOptions()).Graph.Nodes);
        }
    }

    private static void AssertTold(byte[] contents, params string[] parts)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", contents);
        var error = Assert.Throws<WfnException>(() => ModelImporter.Import(path, new ImportOptions()));
        Assert.Equal(DiagnosticCodes.NotAModel, error.Code);
        Assert.Equal(path, error.File);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return stream.ToArray();
    }
}
