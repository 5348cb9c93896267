using System.Text;
using Wfn.Diagnostics;

namespace Wfn.Import;

/// <summary>Files of other tools, recognised by their contents, so that their owners are told how to export what is read.</summary>
internal static class ForeignFiles
{
    private const string TorchExport =
        "load it in Python and export it: torch.onnx.export(model.eval(), (example_input,), 'model.onnx', dynamo=True, external_data=False)";

    private const string KerasExport =
        "load it in Python and export it: keras.models.load_model(path).export('model.onnx', format='onnx')";

    private static ReadOnlySpan<byte> Hdf5 => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    // How a pickle begins a number of ten bytes.
    private static ReadOnlySpan<byte> LongInteger => [0x8A, 0x0A];

    // How much of a file is looked through for what tells an archive's kind.
    private const int Searched = 1 << 20;

    /// <summary>Refuses a file that is known to be no model of a kind that is read.</summary>
    /// <exception cref="WfnException">WFN1002, with the way to export it.</exception>
    public static void Refuse(ModelFile file)
    {
        if (Kind(file.Bytes) is { } kind)
        {
            throw new WfnException(
                DiagnosticCodes.NotAModel, $"the file is {kind.What}, which is not read; {kind.Remedy}", file.Path);
        }
    }

    private static (string What, string Remedy)? Kind(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Hdf5))
        {
            return ("a Keras or HDF5 file (.h5)", KerasExport);
        }

        if (bytes.StartsWith("PK\u0003\u0004"u8))
        {
            return Archive(bytes);
        }

        if (IsPickle(bytes))
        {
            return ("a PyTorch or pickle file", "it may hold a network or weights alone: " + TorchExport
                + "; for scikit-learn use skl2onnx.to_onnx(model, example_input)");
        }

        if (IsSafetensors(bytes))
        {
            return ("a safetensors file", "it holds weights without a network: build the network, load the weights into it, and export it: "
                + TorchExport);
        }

        if (bytes.StartsWith("GGUF"u8))
        {
            return ("a GGUF file", "it holds weights of a language model without a network: " + TorchExport);
        }

        return Text(bytes);
    }

    private static (string What, string Remedy) Archive(ReadOnlySpan<byte> bytes)
    {
        if (Holds(bytes, "model.weights.h5"u8) || Holds(bytes, "metadata.jsonconfig.json"u8)
            || (Holds(bytes, "config.json"u8) && Holds(bytes, ".h5"u8)))
        {
            return ("a Keras file (.keras)", KerasExport);
        }

        if (Holds(bytes, "TransformerChain"u8) || Holds(bytes, "TrainingInfo/Version.txt"u8) || Holds(bytes, "TrainingInfo\\Version.txt"u8))
        {
            return ("an ML.NET model (.zip)",
                "export it in C#: mlContext.Model.ConvertToOnnx(model, data, stream), of the package Microsoft.ML.OnnxConverter");
        }

        if (Holds(bytes, ".mlmodel"u8) || Holds(bytes, "Manifest.json"u8))
        {
            return CoreMl("a CoreML package (.mlpackage)");
        }

        if (Holds(bytes, "/data.pkl"u8) || Holds(bytes, "/archive_format"u8) || Holds(bytes, "/byteorder"u8)
            || Holds(bytes, "/constants.pkl"u8))
        {
            return ("a PyTorch file (.pt, .pth, .ckpt, .pt2)", "it may hold a network or weights alone: " + TorchExport);
        }

        if (Holds(bytes, ".npy"u8))
        {
            return ("an archive of NumPy arrays (.npz)",
                "arrays are data and no network: give it with --data, and the model as an .onnx or .tflite file");
        }

        return Holds(bytes, ".onnx"u8) || Holds(bytes, ".tflite"u8)
            ? ("a zip archive", "it seems to hold a model: unpack it, and give the .onnx or .tflite file")
            : ("a zip archive", "give an .onnx or .tflite file");
    }

    private static (string What, string Remedy)? Text(ReadOnlySpan<byte> bytes)
    {
        var start = Encoding.UTF8.GetString(bytes.Slice(0, Math.Min(bytes.Length, 512)).ToArray())
            .TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        if (start.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return ("a pointer of Git LFS", "fetch the file that it stands for: git lfs pull");
        }

        if (start.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
        {
            return ("a web page", "the download gave a page in place of the model; download it again");
        }

        if (start.StartsWith("<?xml", StringComparison.Ordinal) && start.Contains("<net"))
        {
            return ("an OpenVINO network (.xml)", "export the network that it was made from as ONNX");
        }

        if (start.Length > 0 && start[0] == '{'
            && (start.Contains("modelTopology") || start.Contains("layers-model") || start.Contains("graph-model")))
        {
            return ("a TensorFlow.js model (model.json)", "export the Keras model that it was made from: " + KerasExport);
        }

        // A SavedModel's own bytes have no mark; the names of its parts have.
        if (Holds(bytes, "saved_model_main_op"u8) || Holds(bytes, "__saved_model_init_op"u8))
        {
            return ("a TensorFlow SavedModel (saved_model.pb)",
                "convert its folder: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx");
        }

        return IsCoreMl(bytes) ? CoreMl("a CoreML model (.mlmodel)") : null;
    }

    private static (string What, string Remedy) CoreMl(string what) =>
        (what, "export the network that it was made from: " + TorchExport);

    // A pickle's protocol mark, and its end; the older form of PyTorch begins with its magic number.
    private static bool IsPickle(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5
        && (bytes[bytes.Length - 1] == (byte)'.' || Holds(bytes, "torch"u8) || bytes.Slice(2).StartsWith(LongInteger));

    // The length of a JSON header, and the header.
    private static bool IsSafetensors(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 10 && bytes[8] == (byte)'{' && bytes[9] == (byte)'"'
        && System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var length && length > 1
            && length <= (ulong)(bytes.Length - 8)
        && Holds(bytes, "\"data_offsets\""u8);

    // Field 1, the version of the specification, then field 2, the description, whose first field is the list of inputs.
    private static bool IsCoreMl(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 16 && bytes[0] == 0x08 && bytes[1] is >= 1 and <= 12 && bytes[2] == 0x12
        && (Holds(bytes, "coremltools"u8) || Holds(bytes, "com.github.apple"u8));

    private static bool Holds(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part) =>
        bytes.Slice(0, Math.Min(bytes.Length, Searched)).IndexOf(part) >= 0
        || (bytes.Length > Searched && bytes.Slice(Math.Max(Searched, bytes.Length - Searched)).IndexOf(part) >= 0);
}
