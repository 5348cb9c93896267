using System.Buffers.Binary;
using System.Text;
using Wfn.Training.BuildTasks;

namespace Wfn.Training.Tests.Native;

public sealed class WeakenSymbolVersionTests
{
    private const int NeedOffset = 64;
    private const int FirstEntry = NeedOffset + 16;
    private const int SecondEntry = FirstEntry + 16;

    [Fact]
    public void MarksTheNamedVersionOnlyAndOnlyOnce()
    {
        var library = Library("GLIBCXX_3.4.30", "GLIBCXX_3.4.32");
        var expected = (byte[])library.Clone();
        expected[SecondEntry + 4] = 2;

        Assert.Equal(1, WeakenSymbolVersion.Apply(library, "GLIBCXX_3.4.32"));
        Assert.Equal(expected, library);
        Assert.Equal(1, WeakenSymbolVersion.Apply(library, "GLIBCXX_3.4.32"));
        Assert.Equal(expected, library);
    }

    [Fact]
    public void LeavesOtherFilesAlone()
    {
        var windows = Encoding.ASCII.GetBytes("MZ" + new string(' ', 100));
        Assert.Equal(0, WeakenSymbolVersion.Apply(windows, "GLIBCXX_3.4.32"));
        Assert.Equal(0, WeakenSymbolVersion.Apply(Library("GLIBC_2.34"), "GLIBCXX_3.4.32"));
        Assert.Equal(0, WeakenSymbolVersion.Apply([], "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void ReplacesTheDestinationInsteadOfWritingIntoIt()
    {
        var folder = Directory.CreateTempSubdirectory("wfn-elf-").FullName;
        try
        {
            var source = Path.Combine(folder, "source.so");
            var destination = Path.Combine(folder, "destination.so");
            var library = Library("GLIBCXX_3.4.32");
            File.WriteAllBytes(source, library);
            File.WriteAllText(destination, "an older build");
            using var reader = File.Open(destination, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

            Assert.True(Copy(source, destination));
            var first = File.ReadAllBytes(destination);
            Assert.True(Copy(destination, destination));

            Assert.Equal(library, File.ReadAllBytes(source));
            Assert.Equal(2, first[FirstEntry + 4]);
            Assert.Equal(first, File.ReadAllBytes(destination));
            Assert.Equal("an older build", new StreamReader(reader).ReadToEnd());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void TheLibraryInThisOutputFolderIsTheMarkedOne()
    {
        var library = File.ReadAllBytes(Path.Combine(
            AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));
        var before = (byte[])library.Clone();
        Assert.Equal(1, WeakenSymbolVersion.Apply(library, "GLIBCXX_3.4.32"));
        Assert.Equal(before, library);
    }

    private static bool Copy(string source, string destination) => new WeakenSymbolVersion
    {
        BuildEngine = new SilentBuildEngine(),
        SourceFile = source,
        DestinationFile = destination,
        VersionName = "GLIBCXX_3.4.32",
    }.Execute();

    // A header, one needed file with its versions, their names, and the two section headers that point at them.
    private static byte[] Library(params string[] versions)
    {
        var names = new MemoryStream();
        var nameOffsets = new List<int>();
        foreach (var version in versions)
        {
            nameOffsets.Add((int)names.Length);
            names.Write(Encoding.ASCII.GetBytes(version + "\0"));
        }

        var stringsOffset = FirstEntry + (16 * versions.Length);
        var sectionsOffset = stringsOffset + (int)names.Length;
        var library = new byte[sectionsOffset + 128];
        byte[] identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(library, 0);
        Write64(library, 0x28, sectionsOffset);
        Write16(library, 0x3a, 64);
        Write16(library, 0x3c, 2);

        Write16(library, NeedOffset, 1);
        Write16(library, NeedOffset + 2, versions.Length);
        Write32(library, NeedOffset + 8, 16);
        for (var i = 0; i < versions.Length; i++)
        {
            var entry = FirstEntry + (16 * i);
            Write32(library, entry, (int)ElfHash(versions[i]));
            Write32(library, entry + 8, nameOffsets[i]);
            Write32(library, entry + 12, i == versions.Length - 1 ? 0 : 16);
        }

        names.ToArray().CopyTo(library, stringsOffset);
        Write32(library, sectionsOffset + 4, 0x6ffffffe);
        Write64(library, sectionsOffset + 24, NeedOffset);
        Write32(library, sectionsOffset + 40, 1);
        Write32(library, sectionsOffset + 64 + 4, 3);
        Write64(library, sectionsOffset + 64 + 24, stringsOffset);
        return library;
    }

    // The known value of the one version that matters; any other number stands for the rest.
    private static uint ElfHash(string version) => version == "GLIBCXX_3.4.32" ? 0x0297F842u : 0x12345678u;

    private static void Write16(byte[] bytes, int offset, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), (ushort)value);

    private static void Write32(byte[] bytes, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);

    private static void Write64(byte[] bytes, int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(offset), value);
}
