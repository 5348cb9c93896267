using System.Security.Cryptography;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;
using static Wfn.Testing.Data.DataFiles;

namespace Wfn.Training.Tests.Data;

public sealed class DataReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadsAnIdxPair(bool compressed)
    {
        var images = Idx(8, [2, 2, 3], [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6]);
        var labels = Idx(8, [2], [7, 0]);
        var imageFile = folder.Write("images", compressed ? Gzip(images) : images);
        var data = DataReader.Read($"{imageFile},{folder.Write("labels", compressed ? Gzip(labels) : labels)}");

        Assert.Equal(2, data.Count);
        Assert.Equal(TensorShape.Of(2, 3), data.SampleShape);
        Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], data.Sample(0).ToArray());
        Assert.Equal([7, 0], data.Labels.ToArray());
        Assert.Contains("divided by 255", data.Remark, StringComparison.Ordinal);
        Assert.Matches("^images,labels [0-9a-f]{16}$", data.Source);
    }

    [Fact]
    public void SourceIsTheHashOfTheFilesAsTheyLie()
    {
        var images = Gzip(Idx(8, [1, 1], [5]));
        var data = DataReader.Read(folder.Write("images.gz", images));
        Assert.Equal("images.gz " + Convert.ToHexStringLower(SHA256.HashData(images))[..16], data.Source);
        Assert.False(data.HasLabels);
    }

    [Theory]
    [InlineData("<f4")]
    [InlineData("<f8")]
    [InlineData("|u1")]
    [InlineData("<i8")]
    public void ReadsNpz(string type)
    {
        var numbers = type switch
        {
            "<f4" => Bytes(1f, 2f, 3f, 4f),
            "<f8" => Bytes(1.0, 2.0, 3.0, 4.0),
            "|u1" => [255, 0, 51, 255],
            _ => Bytes(1L, 2L, 3L, 4L),
        };
        var file = folder.Write("data.npz", Npz(("x", Npy(type, "(2, 1, 2)", numbers)), ("y", Npy("<i8", "(2,)", Bytes(3L, 1L)))));
        var data = DataReader.Read(file);

        Assert.Equal(type == "|u1" ? [1, 0, 0.2f, 1] : [1f, 2, 3, 4], data.Samples.ToArray());
        Assert.Equal(type == "|u1", data.Remark.Length > 0);
        Assert.Equal(TensorShape.Of(1, 2), data.SampleShape);
        Assert.Equal([3, 1], data.Labels.ToArray());
    }

    [Theory]
    [InlineData("1,2.5,0\n-3,4e-1,2\n", null, new[] { 1, 2.5f, -3, 0.4f }, new[] { 0, 2 })]
    [InlineData("a,b,class\r\n1,2,0\r\n\r\n3,4,1\r\n", null, new[] { 1f, 2, 3, 4 }, new[] { 0, 1 })]
    [InlineData("class;a;b\n1;2;3\n", "class", new[] { 2f, 3 }, new[] { 1 })]
    [InlineData("9\t1\t2\n", "0", new[] { 1f, 2 }, new[] { 9 })]
    [InlineData("\"a\",\"b\"\n1,3\n", null, new[] { 1f }, new[] { 3 })]
    [InlineData("\"sepal length, cm\",\"kind\"\n5.1,2\n", null, new[] { 5.1f }, new[] { 2 })]
    [InlineData("\"sepal length, cm\";\"kind; or class\"\r\n\"5.1\";\"2\"\r\n", "kind; or class", new[] { 5.1f }, new[] { 2 })]
    [InlineData("\"in \"\"inches\"\"\",\"two\nlines\",c\n1,2,0\n", "in \"inches\"", new[] { 2f, 0 }, new[] { 1 })]
    [InlineData("\ufeff\n a , b \n 1 , 3 \n   \n\"2\" ,4", "b", new[] { 1f, 2 }, new[] { 3, 4 })]
    [InlineData("a,b\r1,2\r3,4", null, new[] { 1f, 3 }, new[] { 2, 4 })]
    public void ReadsCsv(string text, string? labelColumn, float[] samples, int[] labels)
    {
        var data = DataReader.Read(folder.Write("data.csv", text), new DataReadOptions { LabelColumn = labelColumn });
        Assert.Equal(samples, data.Samples.ToArray());
        Assert.Equal(labels, data.Labels.ToArray());
        Assert.Equal(1, data.SampleShape.Rank);
    }

    [Theory]
    [InlineData("1,2,0\n1,0\n", DiagnosticCodes.BadData, "line 2 has 2 columns instead of 3")]
    [InlineData("1,2,0\n1,x,0\n", DiagnosticCodes.BadData, "line 2 column 1 holds 'x'")]
    [InlineData("1,2,0\n1,NaN,0\n", DiagnosticCodes.BadData, "line 2 column 1 holds 'NaN'")]
    [InlineData("1,2,0\n1,1e99,0\n", DiagnosticCodes.BadData, "line 2 column 1 holds '1e99'")]
    [InlineData("1,2,0\n1,2,-1\n", DiagnosticCodes.LabelRange, "line 2: the label '-1'")]
    [InlineData("1,2,0\n1,2,0.5\n", DiagnosticCodes.LabelRange, "line 2: the label '0.5'")]
    [InlineData("a,b\n", DiagnosticCodes.BadData, "no samples")]
    [InlineData("", DiagnosticCodes.BadData, "no samples")]
    [InlineData("1\n", DiagnosticCodes.BadData, "one column")]
    [InlineData("a,\"b\nc\",d\n1,2,0\n1,x,0\n", DiagnosticCodes.BadData, "line 4 column 1, 'b\\u000Ac', holds 'x'")]
    [InlineData("1,2,0\n\"1,2,0\n3,4,0\n", DiagnosticCodes.BadData, "line 2 has 1 columns instead of 3")]
    public void RefusesBadCsv(string text, string code, string message) => Refuses(folder.Write("data.csv", text), code, message);

    [Theory]
    [InlineData("a,b,price,area\n1,2,3.5,-4\n5,6,7,8\n", new[] { "area", "price" }, new[] { 1f, 2, 5, 6 }, new[] { -4, 3.5f, 8, 7 })]
    [InlineData("0.5;1;2\n1;3;4\n", new[] { "0" }, new[] { 1f, 2, 3, 4 }, new[] { 0.5f, 1 })]
    public void ReadsRealNumbersFromCsv(string text, string[] columns, float[] samples, float[] targets)
    {
        var options = new DataReadOptions { TargetColumns = columns.ToEquatableArray() };
        var data = DataReader.Read(folder.Write("data.csv", text), options);
        Assert.Equal(samples, data.Samples.ToArray());
        var values = Assert.IsType<ValueTargets>(data.Targets);
        Assert.Equal(columns.Length, values.Length);
        Assert.Equal(targets, values.Values.ToArray());
    }

    [Fact]
    public void RefusesACsvLineThatNeverEnds() => Refuses(
        folder.Write("data.csv", "1,2,0\n\"" + new string('1', 20_000_000)), DiagnosticCodes.BadData, "a quote is never closed");

    [Fact]
    public void RefusesColumnsThatAreNotThereOrAllThereAre()
    {
        var file = folder.Write("data.csv", "a,b\n1,2\n");
        string Code(DataReadOptions options) => Assert.Throws<WfnException>(() => DataReader.Read(file, options)).Code;
        Assert.Equal(DiagnosticCodes.BadOption, Code(new DataReadOptions { LabelColumn = "c" }));
        Assert.Equal(DiagnosticCodes.BadOption, Code(new DataReadOptions { TargetColumns = ["a", "c"] }));
        Assert.Equal(DiagnosticCodes.BadOption, Code(new DataReadOptions { TargetColumns = ["a"], LabelColumn = "b" }));
        Assert.Equal(DiagnosticCodes.BadData, Code(new DataReadOptions { TargetColumns = ["a", "b"] }));
    }

    [Fact]
    public void RefusesIdxFilesThatLie()
    {
        var good = Idx(8, [2, 2], [1, 2, 3, 4]);
        Refuses(folder.Write("claims", Idx(8, [60000, 28, 28], [1, 2, 3])), DiagnosticCodes.BadData, "more than the file holds");
        Refuses(folder.Write("overflow", Idx(8, [-1, -1, -1, -1], [1])), DiagnosticCodes.BadData, "more than the file holds");
        Refuses(folder.Write("packed", Gzip(Idx(8, [1 << 30, 1], [1]))), DiagnosticCodes.BadData, "more than the file holds");
        Refuses(folder.Write("short", good[..^1]), DiagnosticCodes.BadData, "ends early");
        Refuses(folder.Write("long", [.. good, 5]), DiagnosticCodes.BadData, "goes on");
        Refuses(folder.Write("header", good[..7]), DiagnosticCodes.BadData, "ends in its header");
        Refuses(folder.Write("empty", []), DiagnosticCodes.BadData, "no IDX file");
        Refuses(folder.Write("zero", Idx(8, [0, 2], [])), DiagnosticCodes.BadData, "is empty");
        Refuses(folder.Write("text", "hello world"), DiagnosticCodes.BadData, "no IDX file");
        Refuses(folder.Write("gzip", Gzip(good)[..^14]), DiagnosticCodes.BadData, "");
        Refuses(folder.Write("nan", Idx(0x0d, [1], [0x7f, 0xc0, 0, 0])), DiagnosticCodes.BadData, "must be finite");
    }

    [Fact]
    public void RefusesLabelsThatDoNotFit()
    {
        var images = folder.Write("images", Idx(8, [2, 2], [1, 2, 3, 4]));
        Refuses($"{images},{folder.Write("three", Idx(8, [3], [1, 2, 3]))}", DiagnosticCodes.BadData, "2 samples but 3 labels");
        Refuses($"{images},{folder.Write("negative", Idx(9, [2], [255, 1]))}", DiagnosticCodes.LabelRange, "label -1");
        Refuses($"{images},{folder.Write("nan", Idx(0x0d, [2], [0x7f, 0xc0, 0, 0, 0, 0, 0, 0]))}", DiagnosticCodes.BadData, "target NaN");
    }

    [Fact]
    public void ReadsAClassForEveryStep()
    {
        var y = Npy("<i8", "(2, 3)", Bytes(3L, 1L, 0L, 2L, 2L, 2L));
        var data = DataReader.Read(folder.Write("a.npz", Npz(("x", Npy("<f4", "(2, 1)", Bytes(1f, 2f))), ("y", y))));
        var targets = Assert.IsType<ClassTargets>(data.Targets);
        Assert.Equal(3, targets.Steps);
        Assert.Equal([3, 1, 0, 2, 2, 2], targets.Labels.ToArray());
        Assert.Equal(LearningTask.ClassSequences, targets.Task);
    }

    [Theory]
    [InlineData("<f4")]
    [InlineData("<f8")]
    public void ReadsRealNumbersAsTargets(string type)
    {
        var y = Npy(type, "(2, 2, 1)", type == "<f4" ? Bytes(0.5f, -1f, 2f, 3f) : Bytes(0.5, -1.0, 2.0, 3.0));
        var data = DataReader.Read(folder.Write("a.npz", Npz(("x", Npy("<f4", "(2, 1)", Bytes(1f, 2f))), ("y", y))));
        var targets = Assert.IsType<ValueTargets>(data.Targets);
        Assert.Equal(2, targets.Length);
        Assert.Equal([0.5f, -1, 2, 3], targets.Values.ToArray());
        Assert.True(data.HasLabels);
        Assert.Equal(0, data.Labels.Length);
    }

    [Fact]
    public void NamesTheFileAtFault()
    {
        var images = folder.Write("images", Idx(8, [1, 1], [1]));
        var labels = folder.Write("labels", "nonsense");
        Assert.Equal(labels, Assert.Throws<WfnException>(() => DataReader.Read($"{images},{labels}")).File);
    }

    [Fact]
    public void RefusesBadArchives()
    {
        var x = Npy("<f4", "(1, 1)", Bytes(1f));
        Refuses(folder.Write("no.npz", "this is no archive at all"), DiagnosticCodes.BadData, "no .npz archive");
        Refuses(folder.Write("a.npz", Npz(("pictures", x))), DiagnosticCodes.BadData, "the arrays 'pictures', but none of samples");
        Refuses(folder.Write("b.npz", Npz(("x", Npy("<f4", "(100000, 100000)", Bytes(1f))))), DiagnosticCodes.BadData, "more than the file holds");
        Refuses(folder.Write("c.npz", Npz(("x", Npy("|O", "(1,)", [1, 2, 3])))), DiagnosticCodes.BadData, "Python objects");
        Refuses(folder.Write("d.npz", Npz(("x", Npy("<c8", "(1, 1)", Bytes(1f))))), DiagnosticCodes.BadData, "type <c8");
        Refuses(folder.Write("e.npz", Npz(("x", Npy("<f4", "()", Bytes(1f))))), DiagnosticCodes.BadData, "single number");
        Refuses(folder.Write("f.npz", Npz(("x", x[..9]))), DiagnosticCodes.BadData, "header");
        Refuses(folder.Write("g.npz", Npz(("x", "PK"u8.ToArray()))), DiagnosticCodes.BadData, "no NumPy array");
        Refuses(folder.Write("h.npz", Npz(("x", x))[..^30]), DiagnosticCodes.BadData, "");
        Refuses(folder.Write("i.npz", Npz(("x", Npy("<f4", "(1, -5)", Bytes(1f))))), DiagnosticCodes.BadData, "extent -5");
    }

    [Fact]
    public void RefusesWhatIsNotThere()
    {
        Refuses("nowhere.npz", DiagnosticCodes.FileNotReadable, "does not exist");
        Refuses("nowhere,neither", DiagnosticCodes.FileNotReadable, "cannot be opened");
    }

    public void Dispose() => folder.Dispose();

    private static void Refuses(string specification, string code, string message)
    {
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(specification));
        Assert.Equal(code, exception.Code);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.File);
    }
}
