using System.Buffers.Binary;
using System.IO.Compression;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Generator.Model;
using Wfn.Numerics;
using static Wfn.Build.Tests.TestProject;

namespace Wfn.Build.Tests;

public sealed class CalibrationTests : IDisposable
{
    private readonly TestProject project = new();

    // What these tests are about is not the model; where it is, a trained one takes its place.
    public CalibrationTests() => project.AddLayers("digits.onnx");

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("images.npy")]
    [InlineData("images.npz")]
    [InlineData("images-idx3-ubyte")]
    [InlineData("images-idx3-ubyte.gz")]
    public void SamplesFixTheWeightsAndGiveActivationsFormats(string file)
    {
        Write(file, Images(40, 196));

        var run = project.Run(Item("digits.onnx", ("Calibration", file)));

        Assert.Empty(run.Engine.Errors);
        var artifact = WfnReader.Read(File.ReadAllText(project.PathTo(run.Artifacts.Single().ItemSpec)), "a");
        Assert.NotEmpty(artifact.ActivationFormats);
        Assert.InRange(artifact.Codebook.Count, 3, 64);
        Assert.Contains(artifact.Measurements, measured => measured.Name == Measurement.OutputChange && measured.Data == file && measured.Value < 0.1);
    }

    [Theory]
    [InlineData("<f2")]
    [InlineData(">f4")]
    [InlineData("<u8")]
    [InlineData("<f4 fortran")]
    public void ArraysOfAnyTypeAndOrderGiveTheSameArtifact(string type)
    {
        var pixels = Images(24, 196);
        File.WriteAllBytes(project.PathTo("bytes.npy"), DataFiles.Npy("|u1", "(24, 196)", pixels));
        File.WriteAllBytes(project.PathTo("other.npy"), ArrayOf(type, pixels));

        var expected = Compressed("bytes.npy");
        var other = Compressed("other.npy");

        Assert.Equal(expected.Graph, other.Graph);
        Assert.Equal(expected.ActivationFormats, other.ActivationFormats);
    }

    [Fact]
    public void NumbersBecomeWhatTheItemSays()
    {
        // What the network reads is −1..1, from bytes or from numbers that are scaled already.
        var pixels = Images(24, 196);
        File.WriteAllBytes(project.PathTo("bytes.npy"), DataFiles.Npy("|u1", "(24, 196)", pixels));
        var scaled = pixels.SelectMany(pixel => BitConverter.GetBytes((float)((pixel / 127.5) - 1))).ToArray();
        File.WriteAllBytes(project.PathTo("scaled.npy"), DataFiles.Npy("<f4", "(24, 196)", scaled));

        var fromBytes = Compressed("bytes.npy", ("Preset", "tf"));
        var fromScaled = Compressed("scaled.npy");
        var plain = Compressed("bytes.npy");

        Assert.Equal(fromScaled.ActivationFormats, fromBytes.ActivationFormats);
        Assert.NotEqual(plain.ActivationFormats, fromBytes.ActivationFormats);
        Assert.Equal(InputPreprocessing.Preset("tf"), InputPreprocessing.Find(fromBytes));
        Assert.Equal(InputPreprocessing.Bytes, InputPreprocessing.Find(plain));
    }

    [Theory]
    [InlineData("Preset", "torch", "imagenet")]
    [InlineData("Std", "0", "Std")]
    [InlineData("Mean", "a,b", "Mean")]
    [InlineData("Scale", "0", "Scale")]
    [InlineData("ChannelOrder", "grb", "rgb")]
    public void PreprocessingThatMakesNoSenseIsRefused(string name, string value, string mentioned)
    {
        Write("images.npy", Images(8, 196));
        var error = Assert.Single(project.Run(Item("digits.onnx", ("Calibration", "images.npy"), (name, value))).Engine.Errors);
        Assert.Equal(DiagnosticCodes.BadMetadata, error.Code);
        Assert.Contains(mentioned, error.Message, StringComparison.Ordinal);
    }

    private WfnArtifact Compressed(string file, params (string Name, string Value)[] metadata)
    {
        var run = project.Run(Item("digits.onnx", [("Calibration", file), .. metadata]));
        Assert.Empty(run.Engine.Errors);
        return WfnReader.Read(File.ReadAllText(project.PathTo(run.Artifacts.Single().ItemSpec)), "a");
    }

    private static byte[] ArrayOf(string type, byte[] pixels) => type switch
    {
        "<f2" => DataFiles.Npy("<f2", "(24, 196)", [.. pixels.SelectMany(pixel => BitConverter.GetBytes((Half)pixel))]),
        ">f4" => DataFiles.Npy(">f4", "(24, 196)", [.. pixels.SelectMany(pixel => BitConverter.GetBytes((float)pixel).Reverse())]),
        "<u8" => DataFiles.Npy("<u8", "(24, 196)", [.. pixels.SelectMany(pixel => BitConverter.GetBytes((ulong)pixel))]),
        _ => DataFiles.Npy(
            "<f4", "(24, 196)", [.. Enumerable.Range(0, 196).SelectMany(i => Enumerable.Range(0, 24).SelectMany(n => BitConverter.GetBytes((float)pixels[(n * 196) + i])))], order: "True"),
    };

    [Fact]
    public void AQuantisedModelTellsItsFormatsItself()
    {
        File.Copy(Repository.PathTo("tests/RecordedModels/network-qdq/model.onnx"), project.PathTo("quantised.onnx"));

        var run = project.Run(Item("quantised.onnx"));

        Assert.Empty(run.Engine.Errors);
        var artifact = WfnReader.Read(File.ReadAllText(project.PathTo(run.Artifacts.Single().ItemSpec)), "a");
        Assert.Equal(new FixedPointFormat(8, true, 5), artifact.ActivationFormats.Single(format => format.Value == "x").Format);
    }

    [Fact]
    public void SamplesOfSeveralInputsAreArraysNamedAsThey()
    {
        var random = new Random(6);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        File.WriteAllBytes(project.PathTo("digits.onnx"), new OnnxModel()
            .Input("a", [-1, 6]).Input("b", [-1, 4]).Output("y").Floats("w", [6, 3], Numbers(18)).Floats("v", [4, 3], Numbers(12))
            .NamedNode("one", "MatMul", ["a", "w"], ["p"]).NamedNode("two", "MatMul", ["b", "v"], ["q"]).NamedNode("sum", "Add", ["p", "q"], ["y"])
            .ToBytes());
        var (a, b) = (DataFiles.Npy(Numbers(240), 40, 6), DataFiles.Npy(Numbers(160), 40, 4));
        File.WriteAllBytes(project.PathTo("ab.npz"), DataFiles.Npz(("b", b), ("a", a)));
        File.WriteAllBytes(project.PathTo("few.npz"), DataFiles.Npz(("a", a), ("b", DataFiles.Npy(Numbers(8), 2, 4))));
        File.WriteAllBytes(project.PathTo("x.npz"), DataFiles.Npz(("a", a), ("x", b)));
        File.WriteAllBytes(project.PathTo("a.npy"), a);

        var run = project.Run(Item("digits.onnx", ("Calibration", "ab.npz")));

        Assert.Empty(run.Engine.Errors);
        var artifact = WfnReader.Read(File.ReadAllText(project.PathTo(run.Artifacts.Single().ItemSpec)), "a");
        Assert.NotEmpty(artifact.ActivationFormats);
        Assert.Contains(artifact.Measurements, measured => measured.Name == Measurement.OutputChange && measured.Data == "ab.npz" && measured.Value < 0.1);
        Refused("'b' has 2 samples, others have 40", "few.npz");
        Refused("no array for input 'b'", "x.npz");
        Refused("numpy.savez(file, a=", "a.npy");
        Refused("about the one input of a network", "ab.npz", ("Scale", "2"));

        void Refused(string message, string file, params (string, string)[] metadata) => Assert.Contains(
            message, Assert.Single(project.Run(Item("digits.onnx", [("Calibration", file), .. metadata])).Engine.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutSamplesTheOutputsAreComparedOnDrawnInputs()
    {
        project.AddModel("fashion-cnn.onnx", "digits.onnx");
        var run = project.Run(Item("digits.onnx"));

        var artifact = WfnReader.Read(File.ReadAllText(project.PathTo(run.Artifacts.Single().ItemSpec)), "a");
        Assert.Empty(run.Engine.Errors);
        Assert.Empty(run.Engine.Warnings);
        Assert.Equal(2, artifact.Measurements.Count(measured => measured.Data == "drawn inputs"));
    }

    [Fact]
    public void OutputsThatChangeTooMuchAreAnErrorAndTheResultIsKept()
    {
        project.AddModel("fashion-cnn.onnx", "digits.onnx");
        var run = project.Run(Item("digits.onnx", ("Delta", "0.09"), ("MaxOutputChange", "0.01")));

        var error = Assert.Single(run.Engine.Errors);
        Assert.Equal(DiagnosticCodes.OutputChange, error.Code);
        Assert.Contains("MaxOutputChange=\"0.01\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(".rejected.wfn", error.Message, StringComparison.Ordinal);
        Assert.False(run.Succeeded);
        Assert.Single(Directory.GetFiles(project.PathTo("."), "*.rejected.wfn", SearchOption.AllDirectories));
    }

    [Fact]
    public void OutputsThatChangeSuspiciouslyAreAWarning()
    {
        project.AddModel("fashion-cnn.onnx", "digits.onnx");
        var run = project.Run(Item("digits.onnx", ("Delta", "0.03")));
        var again = project.Run(Item("digits.onnx", ("Delta", "0.03")));
        var editor = project.Run(designTime: true, Item("digits.onnx", ("Delta", "0.03")));

        // The compiler tells it, in every build and by the severity that the project gives it.
        foreach (var told in (TaskRun[])[run, again, editor])
        {
            Assert.True(told.Succeeded);
            Assert.Empty(told.Engine.Warnings);
            Assert.StartsWith($"{DiagnosticCodes.OutputChange} the outputs changed by ", MetadataText.Decode(told.Artifacts.Single().GetMetadata("WfnWarnings")), StringComparison.Ordinal);
        }

        Assert.Equal("", project.Run(Item("digits.onnx", ("Delta", "0.001"))).Artifacts.Single().GetMetadata("WfnWarnings"));
    }

    [Theory]
    [InlineData("none.npy", DiagnosticCodes.FileNotReadable)]
    [InlineData("short.npy", DiagnosticCodes.BadData)]
    [InlineData("text.npy", DiagnosticCodes.BadData)]
    [InlineData("empty.npz", DiagnosticCodes.BadData)]
    [InlineData("small.npy", DiagnosticCodes.DataShape)]
    public void AFileThatCannotServeIsAnErrorThatNamesIt(string file, string code)
    {
        Write("small.npy", Images(4, 100));
        File.WriteAllBytes(project.PathTo("short.npy"), NumPy(Images(4, 196), 4, 196)[..500]);
        File.WriteAllText(project.PathTo("text.npy"), "no numbers at all");
        using (var archive = ZipFile.Open(project.PathTo("empty.npz"), ZipArchiveMode.Create))
        {
            archive.CreateEntry("y.npy");
        }

        var error = Assert.Single(project.Run(Item("digits.onnx", ("Calibration", file))).Engine.Errors);

        Assert.Equal(code, error.Code);
        Assert.Contains(file, error.File, StringComparison.Ordinal);
    }

    // Stripes and ramps, no two alike: on noise, all outputs of a network are nearly the same.
    private static byte[] Images(int count, int elements) =>
    [
        .. Enumerable.Range(0, count).SelectMany(sample => Enumerable.Range(0, elements).Select(i =>
            (byte)Math.Clamp((((i % 14) - 7) * (sample % 7 - 3) * 8) + (((i / 14) - 7) * (sample % 5 - 2) * 10) + (sample % 3 * 90), 0, 255))),
    ];

    private void Write(string file, byte[] images)
    {
        var (count, elements) = images.Length % 196 == 0 ? (images.Length / 196, 196) : (images.Length / 100, 100);
        using var stream = File.Create(project.PathTo(file));
        if (file.EndsWith(".npz", StringComparison.Ordinal))
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
            using var entry = archive.CreateEntry("x.npy").Open();
            entry.Write(NumPy(images, count, elements));
        }
        else if (file.EndsWith(".npy", StringComparison.Ordinal))
        {
            stream.Write(NumPy(images, count, elements));
        }
        else
        {
            using var contents = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionLevel.Fastest) : (Stream)stream;
            var header = new byte[16];
            header[2] = 0x08;
            header[3] = 3;
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), count);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 14);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(12), 14);
            contents.Write(header);
            contents.Write(images);
        }
    }

    private static byte[] NumPy(byte[] images, int count, int elements)
    {
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}, {elements}), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. images];
    }
}
