import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** A bot and the chat that its alerts go to. */
export class TelegramBotApi implements ICredentialType {
  name = 'telegramBotApi';

  displayName = 'Telegram Bot API';

  icon = { light: 'file:telegramBotApi.svg', dark: 'file:telegramBotApi.dark.svg' } as const;

  documentationUrl = 'https://github.com/deltagrid/n8n-nodes-deltagrid#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Bot Token',
      name: 'botToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'Token that BotFather gave for the bot',
    },
    {
      displayName: 'Chat ID',
      name: 'chatId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. 123456789',
      description: 'Chat, group or channel that the alerts go to; the bot must be a member of it',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://api.telegram.org',
      description: 'Address of the Bot API; change it for a server of your own',
    },
  ];
}
