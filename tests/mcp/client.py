"""The official Python client against `fetchwright mcp`, over standard input and output."""

import asyncio
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main(server: str) -> None:
    async with stdio_client(StdioServerParameters(command=server, args=["mcp"])) as (read, write):
        async with ClientSession(read, write) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            names = [tool.name for tool in tools]
            assert names == ["find", "operation", "type", "event", "changes", "add"], names

            async def call(tool: str, **arguments: object) -> str:
                return (await session.call_tool(tool, arguments)).content[0].text

            assert "Client::send_email" in await call("find", query="send an email", client="resend")
            assert "pub fn send_email" in await call("operation", operation="POST /emails")
            assert "pub struct SendEmailRequest" in await call("type", type="SendEmailRequest", depth=2)


asyncio.run(main(sys.argv[1]))
