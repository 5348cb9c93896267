using System.Buffers.Binary;
using StbImageWriteSharp;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wfn-images-");

    private string Root => Path.Combine(folder.FullName, "my pets");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void SubFoldersAreClassesInOrdinalOrder()
    {
        Write("dog/1.png", Png(1, [10, 20, 30, 40, 50, 60], 3, 2));
        Write("Zebra/a.PNG", Png(1, [255, 0, 51, 102, 153, 204], 3, 2));
        Write("cat/b.png", Png(1, [6, 5, 4, 3, 2, 1], 3, 2));
        Write("cat/B.png", Png(1, [1, 2, 3, 4, 5, 6], 3, 2));
        Write("cat/notes.txt", [1]);
        Write("cat/.hidden.png", [1]);
        var data = DataReader.Read(Root);

        Assert.Equal(TensorShape.Of(1, 2, 3), data.SampleShape);
        Assert.Equal([0, 1, 1, 2], data.Labels.ToArray());
        Assert.Equal([1, 0, 0.2f, 0.4f, 0.6f, 0.8f], data.Sample(0).ToArray());
        Assert.Equal(1 / 255f, data.Sample(1)[0]);
        Assert.Equal(6 / 255f, data.Sample(2)[0]);
        Assert.Contains("4 grey images: bytes divided by 255", data.Remark, StringComparison.Ordinal);
        Assert.Contains("classes 0 'Zebra', 1 'cat', 2 'dog'", data.Remark, StringComparison.Ordinal);
        Assert.Contains("1 other files or folders are left out", data.Remark, StringComparison.Ordinal);
        Assert.Matches("^my pets [0-9a-f]{16}$", data.Source);
    }

    [Fact]
    public void ColoursAreChannelAfterChannel()
    {
        Write("a/1.png", Png(3, [1, 2, 3, 4, 5, 6], 2, 1));
        Write("a/2.png", Png(1, [51, 102], 2, 1));
        Write("a/3.png", Png(4, [7, 8, 9, 0, 10, 11, 12, 255], 2, 1));
        var data = DataReader.Read(Root);

        Assert.Equal(TensorShape.Of(3, 1, 2), data.SampleShape);
        Assert.Equal([1, 4, 2, 5, 3, 6], data.Sample(0).ToArray().Select(value => value * 255));
        Assert.Equal([0.2f, 0.4f, 0.2f, 0.4f, 0.2f, 0.4f], data.Sample(1).ToArray());
        Assert.Equal([7, 10, 8, 11, 9, 12], data.Sample(2).ToArray().Select(value => value * 255));
        Assert.Contains("3 RGB images", data.Remark, StringComparison.Ordinal);
        Assert.Contains("transparency is left out", data.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void ImagesOfAnotherSizeThanTheNetworkReadsAreRefusedBeforeTheyAreDecoded()
    {
        Write("a/1.png", Png(1, [1, 2, 3, 4, 5, 6], 3, 2));
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(Root, new DataReadOptions { SampleElements = 784 }));
        Assert.Equal(DiagnosticCodes.DataShape, exception.Code);
        Assert.EndsWith("1.png", exception.File, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesFarLargerThanTheirPixelsAreRefused()
    {
        Write("a/1.png", [.. Png(1, [1, 2, 3, 4, 5, 6], 3, 2), .. new byte[300_000]]);
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(Root));
        Assert.Equal(DiagnosticCodes.BadData, exception.Code);
        Assert.Contains("far more than its 3×2 pixels", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNetworkDecidesBetweenGreyAndColour()
    {
        Write("a/1.png", Png(3, [255, 255, 255, 255, 0, 0], 2, 1));
        var grey = DataReader.Read(Root, new DataReadOptions { Channels = 1 });
        Assert.Equal(TensorShape.Of(1, 1, 2), grey.SampleShape);
        Assert.Equal(1, grey.Sample(0)[0], 0.01);
        Assert.Equal(0.3, grey.Sample(0)[1], 0.02);
        Assert.Contains("colours became grey", grey.Remark, StringComparison.Ordinal);

        Write("a/1.png", Png(1, [51, 102], 2, 1));
        Assert.Equal(TensorShape.Of(3, 1, 2), DataReader.Read(Root, new DataReadOptions { Channels = 3 }).SampleShape);
    }

    [Fact]
    public void ReadsJpeg()
    {
        using var stream = new MemoryStream();
        new ImageWriter().WriteJpg([.. Enumerable.Repeat((byte)128, 16 * 16 * 3)], 16, 16, ColorComponents.RedGreenBlue, stream, 95);
        Write("a/1.jpeg", stream.ToArray());
        var data = DataReader.Read(Root);
        Assert.Equal(TensorShape.Of(3, 16, 16), data.SampleShape);
        Assert.All(data.Samples.ToArray(), value => Assert.Equal(128 / 255.0, value, 0.01));
    }

    [Fact]
    public void ReadsBmpAndTellsOfOtherImages()
    {
        // Two pixels of 24 bits, blue first, and a row filled up to eight bytes.
        byte[] bmp =
        [
            .. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0,
            .. new byte[16], 30, 20, 10, 60, 50, 40, 0, 0,
        ];
        Write("a/1.BMP", bmp);
        Write("a/2.webp", bmp);
        Write("b/3.tif", bmp);
        Write("b/4.png", Png(3, [10, 20, 30, 40, 50, 60], 2, 1));

        var data = DataReader.Read(Root);

        Assert.Equal(data.Sample(1).ToArray(), data.Sample(0).ToArray());
        Assert.Contains("2 images (.tif, .webp) are left out: convert them to .png", data.Remark, StringComparison.Ordinal);
        File.Delete(Path.Combine(Root, "a/1.BMP"));
        File.Delete(Path.Combine(Root, "b/4.png"));
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(Root));
        Assert.Contains("2 images such as '2.webp', and none that is .png, .jpg or .bmp: convert them", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImagesAloneHaveNoLabels()
    {
        Write("2.png", Png(1, [2], 1, 1));
        Write("1.png", Png(1, [1], 1, 1));
        var data = DataReader.Read(Root);
        Assert.False(data.HasLabels);
        Assert.Equal([1 / 255f, 2 / 255f], data.Samples.ToArray());
    }

    [Fact]
    public void TheSourceTellsContentsAndClassesApart()
    {
        Write("a/1.png", Png(1, [1], 1, 1));
        Write("b/1.png", Png(1, [2], 1, 1));
        var first = DataReader.Read(Root).Source;
        Assert.Equal(first, DataReader.Read(Root + Path.DirectorySeparatorChar).Source);
        Write("b/1.png", Png(1, [3], 1, 1));
        var changed = DataReader.Read(Root).Source;
        Write("b/1.png", Png(1, [2], 1, 1));
        Directory.Move(Path.Combine(Root, "b"), Path.Combine(Root, "c"));
        Assert.Equal(3, new HashSet<string> { first, changed, DataReader.Read(Root).Source }.Count);
    }

    [Fact]
    public void RefusesImagesOfDifferentSizes()
    {
        Write("a/1.png", Png(1, [1, 2], 2, 1));
        Write("b/2.png", Png(1, [1, 2], 1, 2));
        Refuses("b/2.png", "the image is 1×2, 'a/1.png' is 2×1");
    }

    [Fact]
    public void RefusesWhatIsNoImage()
    {
        Write("a/1.png", Png(1, [1], 1, 1));
        var text = Write("a/2.png", "hello, world"u8.ToArray());
        Refuses("a/2.png", "no PNG, JPEG or BMP");
        File.WriteAllBytes(text, []);
        Refuses("a/2.png", "no PNG, JPEG or BMP");
        var whole = Png(1, [.. Enumerable.Range(0, 1024).Select(i => (byte)(i * i))], 32, 32);
        Write("a/1.png", whole);
        File.WriteAllBytes(text, whole[..(whole.Length / 2)]);
        Refuses("a/2.png", "damaged");
    }

    [Fact]
    public void RefusesSizesThatTheFileCannotHold()
    {
        // A header of a thousand million pixels on a file of some dozens of bytes.
        var bytes = Png(1, [1], 1, 1);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 30_000);
        Write("a/1.png", bytes);
        Refuses("a/1.png", "30000×30000 pixels, more than the file holds");
    }

    [Fact]
    public void RefusesMoreImagesThanMemoryHolds()
    {
        // Zeros of 4096×4096 pixels pack into some 16 KB; claims are counted before anything is unpacked.
        var image = Png(1, new byte[4096 * 4096], 4096, 4096);
        for (var i = 0; i < 10; i++)
        {
            Write($"a/{i}.png", image);
        }

        var exception = Assert.Throws<WfnException>(() => DataReader.Read(Root, new DataReadOptions { Memory = new MemoryLimit(500_000_000) }));
        Assert.Equal(DiagnosticCodes.MemoryLimit, exception.Code);
        Assert.Contains("10 samples of 16777216 numbers are read in the background, at least 4", exception.Message, StringComparison.Ordinal);
        Assert.Contains("more than the 500 MB that are allowed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreImagesThanMemoryHoldsAreReadWhileTheyAreUsed()
    {
        for (var i = 0; i < 30; i++)
        {
            Write($"{(char)('a' + (i % 3))}/{i:00}.png", Png(1, [(byte)i, 255, 0, 7], 2, 2));
        }

        var (all, parts) = (DataReader.Read(Root), DataReader.Read(Root, new DataReadOptions { Memory = new MemoryLimit(30 * 4 * sizeof(float) - 1) }));

        Assert.False(parts.IsInMemory);
        Assert.Equal((all.Source, all.ClassNames, all.Preprocessing), (parts.Source, parts.ClassNames, parts.Preprocessing));
        Assert.Equal(all.Labels.ToArray(), parts.Labels.ToArray());
        Assert.Equal(all.Samples.ToArray(), parts.Samples.ToArray());
        Assert.Contains("30 grey images: bytes divided by 255, to 0..1; read in the background", parts.Remark, StringComparison.Ordinal);
        // Each image is a file: they are mixed as those in memory are.
        Assert.Equal(all.Shuffled(new SeededRandom(3)), parts.Shuffled(new SeededRandom(3)));
        var later = DataReader.Read(Root, new DataReadOptions { Memory = new MemoryLimit(400) });
        Write("c/29.png", [1, 2, 3]);
        Assert.Contains("damaged", Assert.Throws<WfnException>(() => later.Samples).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesLinksAndStrayImages()
    {
        Write("a/1.png", Png(1, [1], 1, 1));
        var outside = Path.Combine(folder.FullName, "outside.png");
        File.WriteAllBytes(outside, Png(1, [1], 1, 1));
        var link = Path.Combine(Root, "a", "2.png");
        File.CreateSymbolicLink(link, outside);
        Refuses("a/2.png", "symbolic link");
        File.Delete(link);
        Directory.CreateSymbolicLink(Path.Combine(Root, "b"), folder.FullName);
        Refuses("b", "symbolic link");
        Directory.Delete(Path.Combine(Root, "b"));
        Write("3.png", Png(1, [1], 1, 1));
        Refuses("3.png", "belongs to none");
    }

    [Fact]
    public void RefusesFoldersWithoutImages()
    {
        Directory.CreateDirectory(Path.Combine(Root, "a"));
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(Root));
        Assert.Equal((DiagnosticCodes.BadData, Root), (exception.Code, exception.File));
        Assert.Contains("no images", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] Png(int channels, byte[] pixels, int width, int height)
    {
        using var stream = new MemoryStream();
        new ImageWriter().WritePng(pixels, width, height, (ColorComponents)channels, stream);
        return stream.ToArray();
    }

    private string Write(string name, byte[] contents)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, contents);
        return path;
    }

    private void Refuses(string file, string message)
    {
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(Root));
        Assert.Equal(DiagnosticCodes.BadData, exception.Code);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(Root, file), exception.File);
    }
}
