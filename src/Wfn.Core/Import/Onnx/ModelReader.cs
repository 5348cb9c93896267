using Google.Protobuf;
using Wfn.Diagnostics;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx;

/// <summary>Bytes → ONNX's own messages.</summary>
internal static class ModelReader
{
    private const int OldestOpset = 6;
    private const int NewestOpset = 27;

    // Unknown fields are skipped rather than kept; nesting is limited to the parser's own 100 messages.
    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <summary>Parses a model and checks that it is one.</summary>
    /// <exception cref="WfnException">WFN1002 or, for an opset out of range, WFN1003.</exception>
    public static ModelProto Read(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            throw NotOnnx("the file is empty");
        }

        ModelProto model;
        try
        {
            model = Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw NotOnnx("the file is no ONNX model, or it is truncated", error);
        }

        if (model.Graph is null || model.Graph.Output.Count == 0)
        {
            throw NotOnnx("the file is no ONNX model: it holds no graph with an output");
        }

        _ = Opset(model);
        return model;
    }

    /// <summary>The version of ONNX's own operator set that the nodes are taken from.</summary>
    public static int Opset(ModelProto model)
    {
        var own = model.OpsetImport.FirstOrDefault(o => IsOwnDomain(o.Domain))
            ?? throw NotOnnx("the file is no ONNX model: it names no ONNX operator set");
        return Checked(own.Version);
    }

    /// <summary>A version of ONNX's own operator set that is read.</summary>
    /// <exception cref="WfnException">It is not (WFN1003).</exception>
    public static int Checked(long version) => version is >= OldestOpset and <= NewestOpset
        ? (int)version
        : throw new WfnException(
            DiagnosticCodes.UnsupportedOperator,
            $"the model uses ONNX operator set {version}; {OldestOpset} to {NewestOpset} are supported");

    /// <summary>Whether a domain is ONNX's own.</summary>
    public static bool IsOwnDomain(string domain) => domain is "" or "ai.onnx";

    private static WfnException NotOnnx(string message, Exception? cause = null) =>
        new(DiagnosticCodes.NotAModel, message, innerException: cause);
}
